"""Exports of each network and each of its eras, made up: nobody in them exists."""

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Files = dict[str, bytes]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECONDS = 1_750_000_000  # 2025-06-15 15:06:40 UTC


def zipped(path: Path, files: Mapping[str, bytes], **parts: Any) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, parts.get("written", (2026, 11, 1, 8, 0, 0)))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return path


def tarred(path: Path, files: Mapping[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def unpacked(path: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return path


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def mojibake(text: str) -> str:
    return text.encode().decode("latin-1")


def script(name: str, value: Any, part: int = 0) -> bytes:
    return f"window.YTD.{name}.part{part} = ".encode() + as_json(value)


# LinkedIn

PREAMBLE = 'Notes:\n"When exporting your connection data, you may notice that some, well, are missing."\n\n'
PROFILE = b"First Name,Last Name,Maiden Name\nMona,Muster,\n"


def linkedin_2018() -> Files:
    endorsements = (
        "Endorsement Date\tSkill Name\tEndorser First Name\tEndorser Last Name\tEndorsement Status\n"
        "2018/02/03 00:53:47 UTC\tKnitting\tZoë\tProbe\tACCEPTED\n"
    )
    return {
        "Connections.csv": (
            b"First Name,Last Name,Email Address,Company,Position,Connected On\n"
            b'Ada,Beispiel,,Firm,Boss,"1/8/18, 6:14 PM"\nBo,"Exempel, PhD",,,,"12/24/17, 9:00 AM"\n'
        ),
        "Messages.csv": (
            b"From,To,Date,Subject,Content,Direction,Folder\n"
            b'Ada Beispiel,Mona Muster,"1/9/18, 7:00 AM",,"Dear Mona,\nhello",INCOMING,INBOX\n'
            b'Mona Muster,Bo Exempel,"1/9/18, 8:00 AM",,hi,OUTGOING,SENT\n'
        ),
        "Profile.csv": PROFILE,
        "Endorsement Received Info.csv": b"\xff\xfe" + endorsements.encode("utf-16-le"),
        "Endorsement_Received_Info.csv": endorsements.replace("\t", ",").encode(),
    }


def linkedin_2022(connections: str = "") -> Files:
    return {
        "Connections.csv": (
            f"{PREAMBLE}First Name,Last Name,Email Address,Company,Position,Connected On\n"
            f"{connections or 'Ada,Beispiel,,Firm,Boss,08 Jan 2018'}\nCyd,Ensaio,,,,09 Sep 2022\n"
        ).encode(),
        "Profile.csv": PROFILE,
    }


def linkedin_2026(connections: int = 3) -> Files:
    people = "".join(
        f"Person{n},Muster{n},https://x.example/{n},,,,04 Jul 2026\n" for n in range(connections)
    )
    return {
        "Connections.csv": (
            f"{PREAMBLE}First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
            f"Ada,Beispiel,https://x.example/ada,,,,08 Jan 2018\n{people}"
            ",,,,,,05 Jul 2026\n,,,,,,05 Jul 2026\n"
        ).encode(),
        "Invitations.csv": (
            b"From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
            b'Dee Prova,Mona Muster,"2/12/26, 11:44 AM",Hi,INCOMING,,\n'
            b'Mona Muster,Eli Prova,"2/13/26, 11:44 AM",,OUTGOING,,\n'
        ),
        "messages.csv": (
            b"CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
            b"SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT\n"
            b"2-a,,Ada Beispiel,,Mona Muster,,2026-03-01 10:00:00 UTC,,SECRET TEXT,INBOX,,No\n"
            b"2-a,,Ada Beispiel,,Mona Muster,,2026-02-28 10:00:00 UTC,,earlier,INBOX,,No\n"
            b"2-a,,Mona Muster,,Ada Beispiel,,2026-02-27 10:00:00 UTC,,mine,INBOX,,No\n"
            b"2-b,,Mona Muster,,Dee Prova,,2026-03-02 10:00:00 UTC,,mine,INBOX,,No\n"
            b"2-c,,Eli Prova,,Mona Muster,,2026-03-03 10:00:00 UTC,,draft,INBOX,,Yes\n"
        ),
        "Recommendations_Received.csv": (
            b"First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
            b'Ada,Beispiel,Firm,Boss,Good,"08/30/22, 02:33 PM",VISIBLE\n'
        ),
        "Shares.csv": b"Date,ShareLink\n",
        "Profile.csv": PROFILE,
    }


# X


def x(folder: str = "data/", followers: int = 3, likes: int = 16, exported: str = "2026-07-25") -> Files:
    tweets = [
        {"tweet": {"id_str": "1", "created_at": "Tue Dec 02 06:23:48 +0000 2025", "full_text": "Hello",
                   "favorite_count": str(likes), "retweet_count": "2", "retweeted": False}},
        {"tweet": {"id_str": "2", "created_at": "Tue Dec 02 07:23:48 +0000 2025", "full_text": "RT @b: Hi",
                   "favorite_count": "0", "retweet_count": "900", "retweeted": False}},
        {"tweet": {"id_str": "3", "created_at": "Tue Dec 02 07:23:48 +0000 1997", "full_text": "Old",
                   "favorite_count": "5", "retweet_count": "0"}},
    ]  # fmt: skip
    talk = {
        "dmConversation": {
            "conversationId": "7-9",
            "messages": [
                {"messageCreate": {"senderId": "7", "recipientId": "9", "text": "SECRET TEXT",
                                   "createdAt": "2026-01-05T10:00:00.000Z"}},
                {"messageCreate": {"senderId": "9", "recipientId": "7",
                                   "createdAt": "2026-01-04T10:00:00.000Z"}},
                {"joinConversation": {}},
            ],
        }
    }  # fmt: skip
    ads = [{"impressionTime": f"2025-09-17 15:{minute:02}:00"} for minute in (0, 2, 6, 30, 33)]
    nested = [{"ad": {"adsUserData": {"adImpressions": {"impressions": ads}}}}]
    config = {
        "userInfo": {"accountId": "9", "userName": "mona"},
        "archiveInfo": {"generationDate": f"{exported}T08:00:00.000Z"},
        "dataTypes": {},
    }
    return {
        f"{folder}manifest.js": b"window.__THAR_CONFIG = " + as_json(config),
        f"{folder}follower.js": script(
            "follower", [{"follower": {"accountId": str(n + 100)}} for n in range(followers)]
        ),
        f"{folder}tweets.js": script("tweets", tweets),
        f"{folder}tweet.js": b"",
        f"{folder}direct-messages.js": script("direct_messages", [talk]),
        f"{folder}ad-impressions.js": script("ad_impressions", nested),
        f"{folder}ads-revenue-sharing.js": script(
            "ads_revenue_sharing",
            [{"adsRevenueSharing": {"payoutHistory": [
                {"payoutAmountUsd": "12.30", "paidAt": "2025-10-01T00:00:00.000Z"}]}}],
        ),
        "Your archive.html": b"<html>",
    }  # fmt: skip


def x_2019() -> Files:
    tweet = {"id": "1", "created_at": "Wed Mar 06 10:00:00 +0000 2019", "full_text": "Hi"}
    return {
        "follower.js": script("follower", [{"follower": {"accountId": "100"}}]),
        "tweet.js": script("tweet", [tweet | {"favorite_count": "4", "retweet_count": "1"}]) + b";",
        "account.js": script("account", [{"account": {"accountId": "9", "username": "mona"}}]),
    }


# Facebook and Instagram


def time_log(*intervals: tuple[int, int], labels: tuple[str, str] = ("Start time", "End time")) -> Any:
    vec = [
        {
            "dict": [
                {"label": label, "timestamp_value": SECONDS + at}
                for label, at in zip(labels, interval, strict=True)
            ]
        }
        for interval in intervals
    ]
    return {"timestamp": SECONDS, "fbid": "1", "media": [],
            "label_values": [{"label": "Intervals", "vec": vec},
                             {"label": "Update time", "timestamp_value": SECONDS}]}  # fmt: skip


def thread(*messages: tuple[str, int], names: tuple[str, ...] = ("Mona Muster", "José Prova")) -> bytes:
    return as_json(
        {
            "participants": [{"name": mojibake(name)} for name in names],
            "messages": [
                {
                    "sender_name": mojibake(name),
                    "timestamp_ms": (SECONDS + at) * 1000,
                    "content": "SECRET TEXT",
                }
                for name, at in messages
            ],
            "title": "José",
            "thread_path": "inbox/jose_1",
        }
    )


FACEBOOK_ERAS = {
    "flat": ("friends/friends.json", "friends", "messages/inbox", "facebook_marketplace/items_sold.json"),
    "2021": (
        "friends_and_followers/friends.json",
        "friends_v2",
        "messages/inbox",
        "your_activity_across_facebook/facebook_marketplace/items_sold.json",
    ),
    "2024": (
        "connections/friends/your_friends.json",
        "friends_v2",
        "your_facebook_activity/messages/inbox",
        "your_facebook_activity/facebook_marketplace/items_sold.json",
    ),
    "2025": (
        "facebook-mona/personal_information/profile_information/your_facebook_activity/your_friends.json",
        "friends_v2",
        "your_facebook_activity/messages/e2ee_cutover",
        "your_facebook_activity/facebook_marketplace/items_sold.json",
    ),
}


def facebook(era: str = "2024", *, listed: bool = True) -> Files:
    friends, key, inbox, sold = FACEBOOK_ERAS[era]
    log = time_log((0, 600), (3600, 3900))
    names = ["José Prova", "Zoë Muster"]
    told = [{"name": mojibake(name), "timestamp": SECONDS + n} for n, name in enumerate(names)]
    return {
        friends: as_json({key: told}),
        "connections/friends/received_friend_requests.json": as_json(
            {"received_requests_v2": [{"name": "Bo", "timestamp": SECONDS}]}
        ),
        "other_activity/time_spent_on_facebook.json": as_json([log] if listed else log),
        f"{inbox}/jose_1/message_1.json": thread(("Mona Muster", 20), ("José Prova", 10), ("Mona Muster", 0)),
        f"{inbox}/jose_1/message_2.json": thread(("Mona Muster", -100)),
        f"{inbox}/bo_2/message_1.json": thread(("Mona Muster", 0), names=("Mona Muster", "Bo")),
        "messages/message_requests/spam_3/message_1.json": thread(("Spam", 0), names=("Mona Muster", "Spam")),
        sold: as_json(
            {
                "items_selling_v2": [
                    {"title": "Chair", "price": mojibake("€1.234,50"), "created_timestamp": SECONDS},
                    {"title": "Table", "price": "$20", "created_timestamp": SECONDS},
                    {"title": "Gift", "price": "FREE", "created_timestamp": SECONDS},
                ]
            }
        ),
        "profile_information/profile_information.json": as_json(
            {"profile_v2": {"name": {"full_name": "Mona Muster"}}}
        ),
    }  # fmt: skip


def instagram(era: str = "2024", likes: int = 10) -> Files:
    listed = {"href": "https://www.instagram.com/ada", "value": "ada", "timestamp": SECONDS}
    if era == "newest":
        del listed["value"]
    one = {"title": "ada" * (era == "newest"), "media_list_data": [], "string_list_data": [listed]}
    followers = [
        one,
        {"title": "", "string_list_data": [listed | {"value": "bo", "timestamp": SECONDS + 86400}]},
    ]
    told = {"Likes": {"value": f"{likes:,}"}, "Saves": {"value": "--"}}
    name = "followers.json" if era == "wrapped" else "followers_1.json"
    seen = [
        {"label_values": [{"label": "Zeit", "timestamp_value": SECONDS + at}]}
        if era == "newest"
        else {"string_map_data": {"Auteur": {"value": "x"}, "Tijd": {"value": "", "timestamp": SECONDS + at}}}
        for at in (0, 60, 200, 4000)
    ]
    wrapped = {"relationships_followers": followers}
    folder = "connections/followers_and_following"
    return {
        f"{folder}/{name}": as_json(wrapped if era == "wrapped" else followers),
        f"{folder}/following.json": as_json({"relationships_following": [one]}),
        "your_instagram_activity/other_activity/time_spent_on_instagram.json": as_json(
            [time_log((0, 60), labels=("Début", "Fin"))]
        ),
        "ads_information/ads_and_topics/posts_viewed.json": as_json(
            seen if era == "newest" else {"impressions_history_posts_seen": seen}
        ),
        "your_instagram_activity/messages/inbox/jose_1/message_1.json": thread(("José Prova", 10)),
        "personal_information/personal_information.json": as_json(
            {"profile_user": [{"string_map_data": {"Nom": {"value": "Mona Muster"}}}]}
        ),
        "logged_information/past_instagram_insights/posts.json": as_json(
            {"organic_insights_posts": [{"string_map_data": told}]}
        ),
        "your_instagram_activity/threads/followers.json": as_json([one]),
    }  # fmt: skip


# TikTok, YouTube, Reddit, Mastodon

TIKTOK_ERAS = {
    "2021": (("Activity", "Follower List"), ("Activity", "Video Browsing History"), ("Video", "Videos")),
    "2024": (("Your Activity", "Follower"), ("Your Activity", "Watch History"), ("Post", "Posts")),
    "2025": (("Profile And Settings", "Follower"), ("Your Activity", "Watch History"), ("Post", "Posts")),
}


def tiktok(era: str = "2024", likes: str | None = "120") -> Files:
    follower, watch, posts = TIKTOK_ERAS[era]
    profile = {"userName": "mona"} | ({} if likes is None else {"likesReceived": likes})
    root: dict[str, Any] = {"Comment": {"Comments": {"CommentsList": None}}}
    for (section, name), value in {
        ("Profile" if era == "2021" else "Profile And Settings", "Profile Information"): {
            "ProfileMap": profile
        },
        follower: {"FansList": [{"Date": "2024-05-01 10:00:00", "UserName": "ada"}]},
        watch: {
            "VideoList": [
                {"Date": f"2024-11-27 07:{minute:02}:41", "Link": "https://www.tiktokv.com/1/"}
                for minute in (12, 14, 30)
            ]
        },
        posts: {"VideoList": [{"Date": "2024-11-27 07:12:41", "Link": "x", "Likes": "59"}]},
        ("Direct Messages", "Chat History"): {
            "ChatHistory": {
                "Chat History with ada:": [
                    {"Date": "2024-06-01 10:00:00", "From": "mona", "Content": "SECRET TEXT"},
                    {"Date": "2024-06-01 11:00:00", "From": "ada", "Content": "SECRET TEXT"},
                ]
            }
        },
    }.items():
        root.setdefault(section, {})[name] = value
    return {"user_data_tiktok.json" if era != "2021" else "user_data.json": as_json(root)}


def tiktok_txt() -> Files:
    return {
        "TikTok/Activity/Follower.txt": (
            b"Date: 2024-05-01 10:00:00\nUsername: ada\n\nDate: nonsense\nUsername: bo\n"
        ),
        "TikTok/Activity/Watch History.txt": (
            b"Date: 2024-05-01 10:00:00\nLink: x\n\nDate: 2024-05-01 10:01:00\nLink: x\n\n"
        ),
    }  # fmt: skip


YOUTUBE_NAMES = (
    "YouTube and YouTube Music/history/watch-history.json",
    "YouTube en YouTube Music/geschiedenis/kijkgeschiedenis.json",
    "YouTube\u00a0y YouTube\u00a0Music/historial/historial-de-reproducciones.json",
    "YouTube und YouTube Music/Verlauf/Wiedergabeverlauf.json",
    "YouTube și YouTube Music/istoric/istoricul-vizionărilor.json",
)


def youtube(name: str = YOUTUBE_NAMES[0]) -> Files:
    watched = [
        {
            "header": "YouTube",
            "title": "Watched something SECRET TEXT",
            "titleUrl": "https://www.youtube.com/watch?v=a",
            "time": f"2024-05-01T10:{minute:02}:00.000Z",
            "products": ["YouTube"],
        }
        for minute in (0, 4, 30, 59)
    ]
    ad = watched[0] | {"details": [{"name": "From Google Ads"}], "time": "2024-05-01T20:00:00.000Z"}
    music = watched[0] | {"header": "YouTube Music", "time": "2024-05-01T20:01:00.000Z"}
    history = json.dumps([*watched, ad, music]).replace("=a", "\\u003da").encode()
    return {
        f"Takeout/{name}": history,
        "Takeout/YouTube and YouTube Music/comments/comments.csv": (
            b"Channel ID,Comment Create Timestamp,Price,Comment ID\nx,2024-05-01T10:00:00Z,5,1\n"
        ),
        "Takeout/Location History/Records.json": as_json({"locations": []}),
    }


def reddit() -> Files:
    return {
        "posts.csv": b"id,permalink,date,ip,subreddit,gildings,title,url,body\n",
        "comments.csv": b"\xef\xbb\xbfid,permalink,date,ip,subreddit,gildings,link,parent,body,media\n",
        "post_votes_1.csv": b"id,permalink,direction\n1,x,up\n",
        "statistics.csv": b"statistic,value\naccount name,mona\n",
        "messages.csv": (
            b"id,permalink,thread_id,date,ip,from,to,subject,body\n"
            b"1,p,t1,2023-01-15 12:34:56 UTC,1.2.3.4,ada,mona,Hi,SECRET TEXT\n"
            b"2,p,t1,2023-01-16 12:34:56 UTC,1.2.3.4,mona,ada,Hi,SECRET TEXT\n"
            b"3,p,t2,2023-01-16 12:34:56 UTC,1.2.3.4,mona,bo,Hi,SECRET TEXT\n"
        ),
        "messages_headers.csv": b"id,permalink,thread_id,date,ip,from,to\n",
        "chat_history.csv": (
            b"message_id,created_at,updated_at,username,message,thread_parent_message_id,channel_url,"
            b"subreddit,channel_name,conversation_type\n"
            b"1,2023-02-15 12:34:56 UTC,,cyd,SECRET TEXT,,room1,,,direct\n"
            b"1,2023-02-15 12:34:56 UTC,,cyd,SECRET TEXT,,room2,,,community\n"
        ),
        "gold_received.csv": b"content_link,award,date\nhttps://r.example/1,Gold,2023-03-15 12:34:56 UTC\n",
        "payouts.csv": b"payout_amount_usd,date,payout_id\n10.50,2023-04-15 12:34:56 UTC,1\n",
    }


def mastodon() -> Files:
    return {
        "outbox.json": as_json({"type": "OrderedCollection", "orderedItems": [{"type": "Create"}]}),
        "actor.json": as_json({"@context": ["https://www.w3.org/ns/activitystreams"]}),
        "likes.json": as_json({"type": "OrderedCollection"}),
    }


EVERY = {
    "linkedin": linkedin_2026,
    "x": x,
    "facebook": facebook,
    "instagram": instagram,
    "tiktok": tiktok,
    "youtube": youtube,
    "reddit": reddit,
    "mastodon": mastodon,
}
