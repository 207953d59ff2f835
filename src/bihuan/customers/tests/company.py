"""Two outlets' regions, four colleagues, 沈雅琴 and a hotel."""

from dataclasses import dataclass
from datetime import date

import pytest

from bihuan.customers import operations
from bihuan.customers.models import Customer
from bihuan.kernel.actors import SYSTEM
from bihuan.organization import operations as org
from bihuan.organization.models import Outlet, Region, Staff
from bihuan.organization.states import Post


@dataclass
class People:
    """周敏 dispatches, 林涛 heads the outlet of 滨江, 陈立军 repairs, 许文 sells, 钱进 is quality."""

    zhoumin: Staff
    lintao: Staff
    chenlijun: Staff
    xuwen: Staff
    qianjin: Staff
    binjiang: Region
    xihu: Region
    shen: Customer
    hotel: Customer


@pytest.fixture(name="people")
def company(db: None) -> People:
    outlets = [org.add_place(Outlet, code=code, name=code, by=SYSTEM) for code in ("HZ-BJ", "HZ-CX")]
    regions = [
        org.add_place(Region, name=name, area="city", outlet=outlet, by=SYSTEM)
        for name, outlet in zip(("滨江区", "西湖区"), outlets, strict=True)
    ]

    def person(username: str, name: str, post: str, outlet: Outlet | None = None) -> Staff:
        staff = org.add_staff(username=username, name=name, password="beichen-2026", outlet=outlet, by=SYSTEM)
        org.give_post(staff, post=post, outlet=outlet, since_on=date(2020, 1, 1), by=SYSTEM)
        return Staff.objects.get(pk=staff.pk)

    shen = operations.register(
        name="沈雅琴", phone="13812346021", region=regions[0], address="杭州市滨江区星澜苑 6 幢 1202 室", by=SYSTEM
    )
    hotel = operations.register(name="东湖宾馆", customer_kind="company", region=regions[1], by=SYSTEM)
    return People(
        person("zhoumin", "周敏", Post.DISPATCHER),
        person("lintao", "林涛", Post.OUTLET_MANAGER, outlets[0]),
        person("chenlijun", "陈立军", Post.TECHNICIAN, outlets[0]),
        person("xuwen", "许文", Post.SALES),
        person("qianjin", "钱进", Post.QUALITY),
        *regions, shen, hotel,
    )  # fmt: skip
