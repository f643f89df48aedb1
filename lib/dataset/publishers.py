"""Who stands behind a record by themselves: publishers, and not how often one text was printed."""

import pandas as pd

from lib.dataset.schema import UNNAMED

# Kinds of sources that anybody may write: nobody's word.
_NOBODY = ("wiki", "blog")


def count_publishers(citations: pd.DataFrame) -> pd.Series:
    """How many independent publishers support each record of `citations` (columns of `Dataset.citations`), by record.

    A republication stands for the publisher whose text it carries, where that is named; a wiki or a blog for nobody.
    A record that none supports is left out.
    """
    supporting = citations[citations["stance"] == "supports"]
    whose = supporting["publisher"].where(supporting["kind"] != "republication", supporting["republishes"])
    counted = supporting[~supporting["kind"].isin(_NOBODY) & ~whose.isin(["", UNNAMED])]
    return whose[counted.index].groupby(counted["record"]).nunique()
