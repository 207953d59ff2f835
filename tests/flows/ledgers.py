"""Small ledgers in the shapes that offices and complaint platforms keep; all content is made up."""

import csv
import io
from datetime import datetime
from pathlib import Path

import xlsxwriter


def register_xlsx(path: Path) -> Path:
    """Write a 「报修登记簿」: title above, two merged header rows, dates in three styles or left out, a footer."""
    book = xlsxwriter.Workbook(str(path))
    sheet, moment = book.add_worksheet("登记簿"), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.merge_range(0, 0, 0, 7, "报 修 登 记 簿")
    for column, heading in ((0, "日期"), (6, "报修内容"), (7, "渠道")):
        sheet.merge_range(1, column, 2, column, heading)
    sheet.merge_range(1, 1, 1, 3, "客户")
    sheet.merge_range(1, 4, 1, 5, "产品")
    for column, heading in ((1, "单位/姓名"), (2, "电话"), (3, "地址"), (4, "型号"), (5, "出厂编号")):
        sheet.write(2, column, heading)
    sheet.write_datetime(3, 0, datetime(2025, 9, 1, 10, 30), moment)
    rows = [
        (
            None,
            "东湖宾馆",
            "138 0000 0001/0571-88000001",
            "滨江路1号",
            "KFR-35GW",
            "看不清",
            "不制冷\n(第二次报修)",
            "电话",
        ),
        ("2025.09.02", "吴秀兰", 13800000002.0, "滨江区江南大道2号", "XQB75-J", "SN0002", "脱水时抖动", "微信"),
        ("", "赵国平", "", "", "", "", "不通电", "上门"),
        ("9/4/2025 15:00", "沈雅琴", 13812346021.0, "星澜苑6幢", "", "35b3-2407-018826", "又不制冷", "电话"),
        ("2025.09.05", "许文", "123", "", "JSQ25-A", "", "", "电话"),
    ]
    for at, row in enumerate(rows, start=3):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)
    sheet.write(10, 0, "制表人:何静")
    sheet.write(10, 6, "审核:")
    book.close()
    return path


def branch_csv(path: Path) -> Path:
    """Write a branch's export in GB18030: own numbers, one row doubled, a blank row."""
    lines = [
        "报修登记,,,,,,",
        "工单号,报修时间,报修人,手机,机型,故障描述,紧急",
        "WX25900001,2025/9/8 9:00,永兴纺织有限公司,+86 13900000011,KFR-35GW,制冷效果差,是",
        "WX25900002,2025/9/8 16:00,刘洋,,XQB75-J,点火失败,否",
        "WX25900001,2025/9/8 9:00,永兴纺织有限公司,+86 13900000011,KFR-35GW,制冷效果差,是",
        ",,,,,,",
        "WX25900003,2025/9/8 23:00,龙泉小学,+86 13900000013,BCD-260T,遥控器失灵,否",
    ]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))
    return path


def complaints_csv(path: Path, encoding: str = "utf-8-sig") -> Path:
    """Write a platform's export of complaints: model, words and day, no phone, no name."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["id", "brand", "car_model", "type", "desc", "problem", "datetime", "status"])
    writer.writerow(
        ["900003", "某牌汽车", "远途", "2020款 1.5T 尊享型", "仪表黑屏 无法启动", "H12,A3,", "2020/6/8", "信息审核"]
    )
    writer.writerow(
        ["900002", "某牌汽车", "远途S", "2019款 2.0L", "变速箱异响，\t4S店未解决", "B22,", "2020/6/8", "厂家受理"]
    )
    writer.writerow(["900001", "某牌汽车", "", "", "", "I9,", "2020/6/7", "已完成"])
    path.write_bytes(text.getvalue().encode(encoding))
    return path
