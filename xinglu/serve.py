"""Serve the web application: uvicorn on a socket of our own, one process, nothing logged twice."""

import asyncio
import errno
import ipaddress
import logging
import os
import socket
from contextlib import closing
from urllib.parse import urlsplit

import click
import uvicorn
from litestar import Litestar

from competition.storage.opening import open_database
from competition.storage.problems import StorageError
from xinglu.app import create_app
from xinglu.connections import BACKLOG, AcceptErrorsOnce, PatientProtocol, most_connections
from xinglu.settings import Settings

GRACE_SECONDS = 5
_OUTSIDE = ("192.0.2.1", 9)  # a documentation address: nothing is sent, only a route is chosen


class StartError(click.ClickException):
    """The server cannot start; the message says why and what to do."""

    exit_code = 2


def listening_socket(host: str, port: int) -> socket.socket:
    """Take the port before anything else is done; StartError when it is taken or not allowed."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except OSError as error:
        raise StartError(_why(error, host, port)) from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere the option would share a port that is in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise StartError(_why(error, host, port)) from error
    return listener


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被别的程序占用，请换一个端口（PORT=8001）或先停止它 / "
            f"port {port} is in use: choose another one"
        )
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}，请用 1024 以上的端口 / port {port} is not permitted"
    return f"不能监听 {host}:{port}：{error.strerror or error} / cannot listen there"


def lan_address() -> str:
    """Give the address under which others in the local network reach this machine, or nothing."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(_OUTSIDE)
        except OSError:
            return ""
        address: str = probe.getsockname()[0]
    return address


async def serve(app: Litestar, settings: Settings, listener: socket.socket) -> None:
    """Serve until the process is told to stop.

    uvloop starves connections under load, so the plain event loop is used; requests are not logged
    line by line, since their paths hold one-time links and tokens.
    """
    logging.getLogger("asyncio").addFilter(AcceptErrorsOnce())
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
        limit_concurrency=most_connections(),
        backlog=BACKLOG,
    )
    await uvicorn.Server(config).serve(sockets=[listener])


def run_server(settings: Settings) -> None:
    """Open the database and serve; raises StartError with a sentence when that is not possible."""
    with closing(listening_socket(settings.host, settings.port)) as listener:
        try:
            asyncio.run(_run(settings, listener))
        except StorageError as error:
            raise StartError(str(error)) from error


def warnings_for(settings: Settings) -> list[str]:
    """Give what the settings make go wrong later, each as one line."""
    parts = urlsplit(settings.public_url)
    warnings = []
    if parts.scheme == "https" and not settings.proxies:
        warnings.append(
            "注意：XINGLU_PUBLIC_URL 是 https，但没有设置 XINGLU_PROXIES：所有人显示为同一地址，"
            "查询次数限制会误伤 / warning: https without XINGLU_PROXIES, all visitors share "
            "the address of the proxy"
        )
    if _is_loopback(parts.hostname or "") and not _is_loopback(settings.host):
        warnings.append(
            f"注意：证书二维码和登录链接将指向 {settings.public_url}，别的设备打不开；"
            "请设置 XINGLU_PUBLIC_URL / warning: QR codes and links would lead to this machine "
            "only, set XINGLU_PUBLIC_URL"
        )
    return warnings


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _run(settings: Settings, listener: socket.socket) -> None:
    for warning in warnings_for(settings):
        click.echo(warning, err=True)
    async with open_database(settings.storage) as database:
        click.echo(f"兴鲁 Xinglu: {settings.public_url}  (Ctrl+C 停止 / stops)")
        await serve(create_app(settings, database), settings, listener)
