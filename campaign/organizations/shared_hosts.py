"""Hosts where anybody can have an e-mail address or a website: what is there proves nothing about an organization.

Facts about hosts, kept as data. A host that is missing here is caught by the reviewer, who sees both domains.
"""

from campaign.text import COMMON_HOSTS, DOMAIN_RULES

_MAIL = """
    10minutemail.com 126.com 163.com abv.bg aim.com alice.it aliceadsl.fr aol.de arcor.de att.net bellsouth.net
    bigpond.com bigpond.net.au bluewin.ch blueyonder.co.uk bol.com.br btopenworld.com centrum.cz charter.net
    club-internet.fr comcast.net cox.net daum.net disroot.org earthlink.net email.com email.cz email.de fastmail.com
    fastwebnet.it free.fr freemail.hu freenet.de gmx.at gmx.ch gmx.com gmx.eu gmx.fr gmx.org gmx.us googlemail.co.uk
    guerrillamail.com hanmail.net hey.com hotmail.be hotmail.ca hotmail.ch hotmail.com.br hotmail.de hotmail.es
    hotmail.fr hotmail.it hotmail.nl hush.com hushmail.com i.ua iinet.net.au ik.me inbox.lv inbox.ru infomaniak.com
    inode.at interia.pl juno.com kolabnow.com kpnmail.nl laposte.net libero.it list.ru live.be live.ca live.co.uk
    live.com.au live.de live.fr live.it live.nl mail.com mail.de mail.ee mail.ru mailbox.org mailinator.com mailo.com
    msn.com naver.com netscape.net neuf.fr ntlworld.com o2.co.uk o2.pl onet.pl online.de optonline.net optusnet.com.au
    outlook.at outlook.be outlook.co.uk outlook.com.br outlook.de outlook.es outlook.fr outlook.it planet.nl posteo.at
    posteo.ch posteo.de posteo.eu posteo.net posteo.org qq.com rambler.ru rediffmail.com riseup.net rogers.com
    runbox.com sapo.pt sbcglobal.net seznam.cz sfr.fr shaw.ca sky.com skynet.be startmail.com sympatico.ca t-online.de
    talktalk.net tele2.nl telenet.be telus.net terra.com.br tin.it tiscali.co.uk tiscali.it trashmail.com tuta.com
    tuta.io tutamail.com tutanota.com tutanota.de ukr.net uol.com.br verizon.net vip.qq.com virgilio.it virgin.net
    virginmedia.com vodafone.de volny.cz wanadoo.fr wp.pl xs4all.nl xtra.co.nz yahoo.ca yahoo.cn yahoo.co.id
    yahoo.co.in yahoo.co.jp yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.mx yahoo.de yahoo.es yahoo.fr yahoo.ie
    yahoo.in yahoo.it yahoo.nl yahoo.se yandex.ru ymail.com yopmail.com ziggo.nl zoho.com zoho.eu zohomail.com
"""
MAIL_HOSTS = frozenset(COMMON_HOSTS) | frozenset(DOMAIN_RULES) | frozenset(_MAIL.split())

_WEB = """
    about.me blogger.com blogspot.com bsky.app business.site canalblog.com carrd.co discord.com facebook.com fb.com
    flickr.com framer.website gitbook.io github.com github.io gitlab.com gitlab.io glitch.me godaddysites.com
    google.com herokuapp.com instagram.com jimdo.com jimdofree.com jimdosite.com linkedin.com linktr.ee
    livejournal.com mastodon.social medium.com meetup.com mobirisesite.com mystrikingly.com neocities.org netlify.app
    ning.com notion.site notion.so onepage.website orcid.org over-blog.com pages.dev patreon.com pinterest.com read.cv
    researchgate.net site123.me sites.google.com squarespace.com strikingly.com substack.com t.me telegram.org
    tiktok.com tripod.com tumblr.com twitter.com typepad.com vercel.app vk.com web.app webflow.io webnode.com
    webnode.page weebly.com wikidot.com wikipedia.org wix.com wixsite.com wordpress.com x.com yolasite.com youtube.com
    zyrosite.com
"""
WEB_HOSTS = frozenset(_WEB.split())

# Sold below by private registries as if they were countries.
_REGISTRIES = """
    br.com cn.com co.com com.de de.com eu.com eu.org gb.net gr.com hu.net in.net it.com jp.net jpn.com mex.com ru.com
    sa.com se.net uk.com uk.net us.com us.org za.com za.org
"""
PRIVATE_REGISTRIES = frozenset(_REGISTRIES.split())

# The label left of the country under which a registry sells names: co.uk, asso.fr, gv.at.
_LABELS = """
    ac asso co com ed edu go gob gouv gov govt gv k12 ltd me mil ne net ngo nhs nic nom or org plc priv pro sch school
"""
REGISTRY_LABELS = frozenset(_LABELS.split())


def is_registry(domain: str) -> bool:
    """Whether names below this domain are sold to anybody: a top-level domain, co.uk, eu.org."""
    labels = domain.split(".")
    two_levels = len(labels) == 2 and len(labels[1]) == 2 and labels[0] in REGISTRY_LABELS
    return len(labels) < 2 or domain in PRIVATE_REGISTRIES or two_levels


def is_shared(domain: str) -> bool:
    """Whether a domain belongs to many: a public mail host, a host of other people's pages, or a registry."""
    return domain in MAIL_HOSTS or domain in WEB_HOSTS or is_registry(domain)
