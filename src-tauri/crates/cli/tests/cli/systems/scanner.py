"""Stands in for a scanner: reads its settings with the standard library, expands the variable that they name, and
uploads what it found. Arguments: the settings file, where to upload to, the certificate to trust."""

import configparser
import os
import sys

import requests

settings_file, address, authority = sys.argv[1:]
settings = configparser.ConfigParser(interpolation=None)
settings.read(settings_file, encoding="utf-8-sig")
token = os.path.expandvars(settings["scan-pidataarchive"]["tychoDataAPIToken"])
session = requests.Session()
# Only what is named here speaks for the scanner, not a ~/.netrc.
session.trust_env = False
answer = session.post(
    address,
    data=b"tag,value\nsinusoid,50.5\n",
    headers={"Authorization": f"Bearer {token}", "Content-Type": "text/csv"},
    verify=authority,
    timeout=60,
)
print(answer.status_code, answer.text.strip() if answer.ok else "")
