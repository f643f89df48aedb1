"""Which rows are behind this view, and how are they taken along?"""

from lib.answers.blocks import answer
from lib.answers.data import write
from lib.show import blocks as panels
from lib.show import data as widgets
from lib.show import filters
from lib.show.session import read_context
from lib.view import close

context = read_context()
data = answer(context.atlas, write, close(context.view))

filters.open_page(context, data.title, data.standfirst)
panels.show_sentence(context)
if not context.selection.count:
    filters.show_nothing(context)
widgets.show_tables(data)
widgets.show_citing(context, data)
widgets.show_programs(data)
