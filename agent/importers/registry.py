"""The networks whose exports can be read."""

from collections.abc import Callable

from agent.importers.base import Importer
from agent.importers.facebook import Facebook
from agent.importers.instagram import Instagram
from agent.importers.linkedin import LinkedIn
from agent.importers.mastodon import Mastodon
from agent.importers.reddit import Reddit
from agent.importers.tiktok import TikTok
from agent.importers.x import X
from agent.importers.youtube import YouTube

IMPORTERS: dict[str, Callable[[], Importer]] = {
    "facebook": Facebook,
    "instagram": Instagram,
    "linkedin": LinkedIn,
    "mastodon": Mastodon,
    "reddit": Reddit,
    "tiktok": TikTok,
    "x": X,
    "youtube": YouTube,
}
