"""Say what is known of each engine, how it is known, and which data may meet it."""

from volant.sovereignty.catalogue import load_profiles
from volant.sovereignty.decision import Decision, Facts, decide
from volant.sovereignty.policy import Policy, load_policy
from volant.sovereignty.profile import Profile
from volant.sovereignty.reasons import explain
from volant.sovereignty.standing import Standing, assess

__all__ = [
    "Decision",
    "Facts",
    "Policy",
    "Profile",
    "Standing",
    "assess",
    "decide",
    "explain",
    "load_policy",
    "load_profiles",
]
