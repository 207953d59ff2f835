"""北辰电器, a believable company to try the product on; its people are the tests' cast as well."""

from bihuan.config.demo.company import ACCOUNTS, PASSWORD, found

__all__ = ["ACCOUNTS", "PASSWORD", "found"]
