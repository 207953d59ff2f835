"""A survey in a real browser: from the link on the phone to the corrective action (SAT-03, SAT-04)."""

import re

import pytest

from bihuan.config import demo
from bihuan.feedback.models import SurveyAnswer, SurveyInvitation
from bihuan.feedback.operations import answering
from bihuan.feedback.queries.surveys import survey_token
from bihuan.feedback.tests.surveying import customers, sent
from bihuan.kernel.actors import SYSTEM

CHOOSE = """(box, name) => {
  const value = [...box.options].find(one => one.text.includes(name)).value;
  box.tomselect ? box.tomselect.setValue(value) : box.value = value;
}"""


@pytest.mark.req("SAT-03", "SAT-04")
def test_from_the_link_to_the_corrective_action(company, visit):
    customers(9)
    one = sent(company, tiers=["A"])
    first, *others = SurveyInvitation.objects.filter(round=one).select_related("round").order_by("pk")
    phone, sales = visit("survey-phone", phone=True), visit("survey-sales")

    # 1 the customer answers on his phone; what is missing is said where it is
    page = phone.open(f"/v/{survey_token(first)}/")
    page.click("text=很不满意 >> nth=0")
    page.click("button[type=submit]")
    page.wait_for_selector(".field-error")
    phone.picture("missing")
    phone.complaints.clear()  # the browser notes the 422
    for label in ("label[for=id_q1_4]", "label[for=id_q2_3]", "label[for=id_q3_4]"):
        page.click(label)
    page.fill("textarea[name=q4]", "上门两次都没修好")
    page.click("button[type=submit]")
    page.wait_for_selector("text=您已答过")
    phone.picture("thanks")
    assert SurveyAnswer.objects.get().worst == 1

    # 2 the others are content; sales closes the round early
    for row in others[:6]:
        answering.answer(row, {"q1": 5, "q2": 4, "q3": 9}, by=SYSTEM)
    sales.sign_in("xuwen", demo.PASSWORD)
    page = sales.open(f"/feedback/surveys/{one.pk}/")
    page.click("summary[aria-label='更多']")
    page.click("a:has-text('提前截止')")
    page.fill("textarea[name=note]", "已收回足够份数")
    page.click("dialog button[type=submit]")
    page.wait_for_selector("a:has-text('要求纠正措施')")
    sales.picture("findings")

    # 3 the figure leads to the customer's words, the matter to a corrective action
    page.click("table a:has-text('1/7') >> nth=0")
    page.wait_for_selector("text=客户0")
    sales.open(f"/feedback/surveys/{one.pk}/")
    page.click("a:has-text('要求纠正措施') >> nth=0")
    page.wait_for_selector("dialog select[name=owner]", state="attached")
    page.eval_on_selector("dialog select[name=owner]", CHOOSE, "韩立")
    page.click("dialog button[type=submit]")
    page.wait_for_selector("table a.link:has-text('JZ-')")
    sales.picture("required")
    page.click("a:has-text('结果')")
    page.wait_for_url(re.compile(r"/results/$"))
    sales.picture("results")
