#!/usr/bin/env python3
"""Makes test certificates with the openssl command: `make_cert.py FOLDER`.

FOLDER gets ca.pem, server.pem and server.key (for localhost, 127.0.0.1 and ::1, signed by the CA), client.pem and
client.key (signed by the CA), other-ca.pem (a CA that signed none of them), expired.pem and expired.key, and
wrong-name.pem and wrong-name.key (for elsewhere.test). Prints {"folder": FOLDER}.
"""

import json
import pathlib
import subprocess
import sys

LOCAL_NAMES = "DNS:localhost,IP:127.0.0.1,IP:::1"


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def make_key(folder, name):
    openssl(folder, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key")


def make_authority(folder, name, subject):
    make_key(folder, name)
    openssl(folder, "req", "-x509", "-new", "-key", f"{name}.key", "-subj", f"/CN={subject}", "-days", "30",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out", f"{name}.pem")


def make_leaf(folder, name, subject, extensions, days=30):
    make_key(folder, name)
    (folder / f"{name}.ext").write_text("basicConstraints=CA:FALSE\n" + extensions + "\n")
    openssl(folder, "req", "-new", "-key", f"{name}.key", "-subj", f"/CN={subject}", "-out", f"{name}.csr")
    openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", str(days), "-extfile", f"{name}.ext", "-out", f"{name}.pem")


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    make_authority(folder, "ca", "streamload test CA")
    make_authority(folder, "other-ca", "streamload other test CA")
    server = f"extendedKeyUsage=serverAuth\nsubjectAltName={LOCAL_NAMES}"
    make_leaf(folder, "server", "localhost", server)
    # -days below zero puts notAfter before now.
    make_leaf(folder, "expired", "localhost", server, days=-1)
    make_leaf(folder, "wrong-name", "elsewhere.test", "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:elsewhere.test")
    make_leaf(folder, "client", "streamload test client", "extendedKeyUsage=clientAuth")
    print(json.dumps({"folder": str(folder)}))


if __name__ == "__main__":
    main()
