// Tells Streamlit where its server is, before it starts. Otherwise a link straight to /timeline makes it look for the
// server at /timeline/_stcore first, which is answered 404 and logged as an error.
{
  const { origin } = window.location
  window.__streamlit = {
    BACKEND_BASE_URL: `${origin}/`,
    MAIN_PAGE_BASE_URL: `${origin}/`,
    HOST_CONFIG: { allowedOrigins: [origin], useExternalAuthToken: false },
  }
}
