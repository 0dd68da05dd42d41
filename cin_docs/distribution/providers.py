"""The mail providers that people have a mailbox of their own with: data, in alphabetical order.

A family writes from these and a professional does not (guard W3); a domain that nearly is one of them is a slip or a
trap (W4).
"""

from __future__ import annotations

#: Providers in use in the United Kingdom.
PROVIDERS = frozenset({
    "aol.co.uk", "aol.com", "blueyonder.co.uk", "btinternet.com", "btopenworld.com", "cloud.com", "duck.com",
    "email.com", "fastmail.com", "fsmail.net", "gmail.com", "gmx.at", "gmx.co.uk", "gmx.com", "gmx.de", "gmx.net",
    "googlemail.com", "hey.com", "hotmail.be", "hotmail.ca", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.es",
    "hotmail.fr", "hotmail.it", "hotmail.nl", "hotmail.se", "hushmail.com", "icloud.com", "inbox.com", "interia.pl",
    "libero.it", "live.be", "live.ca", "live.co.uk", "live.com", "live.de", "live.fr", "live.ie", "live.it", "live.nl",
    "live.se", "mac.com", "mail.com", "mail.ru", "mailbox.org", "me.com", "msn.com", "ntlworld.com", "o2.co.uk",
    "o2.pl", "onet.pl", "outlook.co.uk", "outlook.com", "outlook.de", "outlook.es", "outlook.fr", "outlook.ie",
    "outlook.it", "outlook.pt", "pm.me", "proton.me", "protonmail.com", "rediffmail.com", "rocketmail.com", "sky.com",
    "talk21.com", "talktalk.net", "tiscali.co.uk", "tutanota.com", "virgin.net", "virginmedia.com", "web.de",
    "windowslive.com", "wp.pl", "yahoo.ca", "yahoo.co.in", "yahoo.co.uk", "yahoo.com", "yahoo.com.au", "yahoo.de",
    "yahoo.es", "yahoo.fr", "yahoo.gr", "yahoo.ie", "yahoo.in", "yahoo.it", "yahoo.ro", "yahoo.se", "yandex.com",
    "ymail.com", "zoho.com",
})  # fmt: skip
#: Made-up ones, of which the samples and the demo make use.
STAND_INS = frozenset({"mail.example", "post.example"})

PERSONAL = PROVIDERS | STAND_INS
