"""The whole way: somebody tells, and in one round of the worker a follower's mail is sent."""

import email
from email.policy import default

from forum.accounts.notification_models import Rhythm
from forum.following.actions import follow
from forum.following.follow_up_actions import ask_how_it_went
from forum.following.mail_actions import mail_digests, mail_notifications
from forum.following.models import Wish
from forum.following.telling_actions import tell_of_new_stories, tell_of_thresholds
from forum.mail.worker import work
from forum.remedies.queries import find_remedy
from tests import factories

from .conftest import choose_mail

JOBS = (tell_of_new_stories, tell_of_thresholds, mail_notifications, mail_digests, ask_how_it_went)


def test_a_story_is_in_the_followers_mail_after_one_round(article, make_app, member, tmp_path):
    ada = member("Ada", email="ada@example.org")
    choose_mail(ada, Rhythm.AT_ONCE)
    follow(find_remedy(article.id, "magnesium"), list(Wish), follower=ada)
    one = factories.experience(article, tried=[("magnesium", "worse")])
    site = make_app(SITE_URL="https://forum.example")
    site.config["MAIL_FOLDER"] = str(tmp_path)
    site.extensions["jobs"] = {job.__name__: job for job in JOBS}
    for _round in range(2):
        work(site, once=True)
    (path,) = tmp_path.rglob("*.eml")
    mail = email.message_from_bytes(path.read_bytes(), policy=default)
    assert mail["To"] == "ada@example.org"
    assert f"https://forum.example/experiences/{one.id}" in mail.get_content()
    assert mail["List-Unsubscribe"].startswith("<https://forum.example/mail/stop/")
