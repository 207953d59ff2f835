"""What the tests type: words that would be markup, formulas or commands if anybody let them."""

NASTY = "=cmd|'/C calc'!A0 \"><img src=x onerror=alert(2)><script>alert(1)</script>'#let {{7*7}} {% now %}"
PHONE = "13987654321"
ADDRESS = "杭州市滨江区暗香小区 9 幢 909 室"
# What stands in the clear nowhere: the phones and addresses of this cast's customers.
SECRETS = ("13987654321", "139 8765 4321", "暗香小区", "13812346021", "138 1234 6021", "1202 室", "909 室")
