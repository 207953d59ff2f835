"""Addresses of the people app."""

from django.urls import URLPattern, path

from bihuan.people.views import certificates, rewards

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("certificates/", certificates.certificates, name="certificates"),
    path("staff/<int:pk>/certificates/add/", certificates.add, name="add_certificate"),
    path("certificates/<int:pk>/", certificates.change, name="certificate"),
    path("certificates/<int:pk>/remove/", certificates.remove, name="remove_certificate"),
    path("rewards/", rewards.rewards, name="rewards"),
    path("rewards/propose/", rewards.propose, name="propose_reward"),
    path("rewards/<int:pk>/", rewards.reward, name="reward"),
    *(path(f"rewards/<int:pk>/{name}/", view, name=f"reward_{name}") for name, view in rewards.MOVES.items()),
    path("rewards/months/", rewards.reward_summaries, name="reward_summaries"),
    path("rewards/months/new/", rewards.sum_up, name="sum_rewards"),
    path("rewards/months/<int:pk>/", rewards.reward_summary, name="reward_summary"),
    *(
        path(f"rewards/months/<int:pk>/{name}/", view, name=f"reward_summary_{name}")
        for name, view in rewards.SUMMARY_MOVES.items()
    ),
]
