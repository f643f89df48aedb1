"""What is known of one country, in order, and who said so?"""

from lib.answers import country
from lib.answers.blocks import answer
from lib.show import blocks as panels
from lib.show import country as briefing
from lib.show import filters
from lib.show.session import read_context

context = read_context()
page = answer(context.atlas, country.write, context.view)

briefing.show_title(context, page)
if page.briefings:
    images = briefing.draw_pictures(context, page)
    briefing.choose_neighbour(page)
    briefing.take_away(context, page, images)
    briefing.show_narrowing(page)
    briefing.show_briefings(context, page, images)
else:
    panels.show_sentence(context)
    if not context.selection.count:
        filters.show_nothing(context)
    briefing.choose_country(page)
