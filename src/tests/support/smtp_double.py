"""An SMTP server for the scenarios, on loopback: tells on standard output, a JSON object a line, what happens, and does as it is told on standard input.

  {"port": 1025}                     it listens
  {"heard": "EHLO …", "tls": false}  a client said so, and whether it was in private
  {"held": "MAIL"}                   a client is kept waiting
  {"open": 1}                        so many clients are connected now
  {"mail": {…}}                      a mail was taken over
  {"mode": "accept"}                 it does as it was told from now on

Told: `accept`; `refuse CODE` each recipient; `refuse-data CODE` after the mail; `refuse-login`; `hang` (answer neither a greeting nor MAIL until told
otherwise); `hold` (take the mail over and never say so, until told otherwise); `slow` (a second for each mail); `echo PREFIX` (take nothing over, and
answer PREFIX and the whole mail). Ends when standard input does.
"""

import argparse
import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys
import threading
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


def tell(**what):
    print(json.dumps(what), flush=True)


class Mood:
    def __init__(self):
        self.words = ["accept"]
        self.changed = asyncio.Event()

    def set(self, line):
        self.words = line.split()
        self.changed.set()
        self.changed = asyncio.Event()
        tell(mode=line)

    @property
    def name(self):
        return self.words[0]

    async def wait(self, name, where):
        """Keeps a client waiting for as long as this is what was told."""
        if self.name == name:
            tell(held=where)
        while self.name == name:
            await self.changed.wait()


class Handler:
    def __init__(self, mood):
        self.mood = mood

    async def handle_MAIL(self, server, session, envelope, address, options):
        await self.mood.wait("hang", "MAIL")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mood.name == "refuse":
            return f"{self.mood.words[1]} {address} is not wanted here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mood = self.mood
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        if mood.name == "refuse-data":
            return f"{mood.words[1]} not like this"
        if mood.name == "echo":
            # As it came, and as it reads.
            said = envelope.content.decode() + "".join(part.get_content() for part in mail.walk() if not part.is_multipart())
            text = " ".join(said.encode("ascii", "replace").decode().split())[:60000]
            lines = [text[start : start + 500] for start in range(0, len(text), 500)]
            first = " ".join(mood.words[1:])
            return "\r\n".join([*(f"{first}-{line}" for line in lines[:-1]), f"{first} {lines[-1]}"])
        parts = [{"type": part.get_content_type(), "charset": part.get_content_charset(), "text": part.get_content()} for part in mail.iter_parts()]
        tell(
            mail={
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "login": session.auth_data,
                "tls": server.is_private(),
                "ascii": envelope.content.isascii(),
                "longest": max(map(len, envelope.content.splitlines())),
                "kind": mail.get_content_type(),
                "headers": [[name.lower(), str(value)] for name, value in mail.items()],
                "defects": [str(defect) for defect in mail.defects],
                "parts": parts,
            }
        )
        await mood.wait("hold", "DATA")
        if mood.name == "slow":
            await asyncio.sleep(1)
        return "250 taken over"


class Server(SMTP):
    clients = set()

    def __init__(self, mood, *arguments, **options):
        super().__init__(Handler(mood), *arguments, **options)
        self.mood = mood

    def is_private(self):
        return self.transport.get_extra_info("sslcontext") is not None

    def connection_made(self, transport):
        super().connection_made(transport)
        self.clients.add(self)
        tell(open=len(self.clients))

    def connection_lost(self, error):
        super().connection_lost(error)
        self.clients.discard(self)
        tell(open=len(self.clients))

    def data_received(self, data):
        tell(heard=data.decode("latin-1"), tls=self.is_private())
        super().data_received(data)

    async def _handle_client(self):
        await self.mood.wait("hang", "greeting")
        await super()._handle_client()


def authenticator(mood, login):
    def judge(server, session, envelope, mechanism, data):
        given = b":".join([data.login, data.password]).decode()
        return AuthResult(success=mood.name != "refuse-login" and given == login, handled=False, auth_data=data.login.decode())

    return judge


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--login", help="NAME:PASSWORD, without which nothing is taken")
    parser.add_argument("--tls", choices=["starttls", "implicit"])
    parser.add_argument("--certificate", nargs=2, metavar=("CERTIFICATE", "KEY"))
    given = parser.parse_args()
    context = None
    if given.tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*given.certificate)
    # That logins go without TLS here is meant.
    warnings.simplefilter("ignore")
    # So are handshakes that fail.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL if given.tls else logging.ERROR)
    mood, loop = Mood(), asyncio.get_running_loop()
    # Handshakes that fail are what some scenarios are about.
    loop.set_exception_handler(lambda loop, trouble: None)

    def serve():
        starttls = context if given.tls == "starttls" else None
        return Server(
            mood,
            hostname="double.example.cn",
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=given.login is not None,
            auth_require_tls=False,
            authenticator=authenticator(mood, given.login),
            data_size_limit=None,
        )

    server = await loop.create_server(serve, "127.0.0.1", given.port, ssl=context if given.tls == "implicit" else None)
    tell(port=server.sockets[0].getsockname()[1])
    ended = asyncio.Event()

    def obey():
        for line in sys.stdin:
            loop.call_soon_threadsafe(mood.set, line.strip())
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=obey, daemon=True).start()
    await ended.wait()


asyncio.run(main())
