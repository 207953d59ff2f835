"""Records of parts: the catalogue, places and what lies there, faulty ones due back."""

from bihuan.parts.models.catalogue import Part, Substitute
from bihuan.parts.models.faulty import FaultyPart
from bihuan.parts.models.loaners import Loan, Loaner
from bihuan.parts.models.papers import CountLine, StockCount, Transfer, TransferLine
from bihuan.parts.models.places import Place
from bihuan.parts.models.stock import Stock, StockMove
from bihuan.parts.models.tools import Tool, ToolCare
from bihuan.parts.models.write_offs import WriteOff, WriteOffLine

__all__ = [
    "CountLine",
    "FaultyPart",
    "Loan",
    "Loaner",
    "Part",
    "Place",
    "Stock",
    "StockCount",
    "StockMove",
    "Substitute",
    "Tool",
    "ToolCare",
    "Transfer",
    "TransferLine",
    "WriteOff",
    "WriteOffLine",
]
