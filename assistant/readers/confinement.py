"""Fewer rights for a child that reads a stranger's file: no network, no writing, no new programs.

Linux only, with the kernel's own means and no more: Landlock for files, a seccomp filter for calls,
an empty network where the kernel lets us have one. Each is taken where it is to be had.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 22, 4, 38
SIGKILL = 9
CLONE_NEWUSER, CLONE_NEWNET, CLONE_THREAD = 0x10000000, 0x40000000, 0x00010000
# Numbers of system calls: x86-64, arm64. The same for Landlock on both.
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
_CALLS = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206),
    "sendmsg": (46, 211), "sendmmsg": (307, 269), "execve": (59, 221), "execveat": (322, 281),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kill": (62, 129), "tkill": (200, 130), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "setns": (308, 268), "unshare": (272, 97),
    "bpf": (321, 280), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "init_module": (175, 105),
    "finit_module": (313, 273), "kexec_load": (246, 104), "reboot": (169, 142),
    "setuid": (105, 146), "setgid": (106, 144), "io_uring_setup": (425, 425),
    "open_by_handle_at": (304, 265), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424), "memfd_create": (319, 279), "truncate": (76, 45),
    "unlinkat": (263, 35), "renameat2": (316, 276), "linkat": (265, 37), "symlinkat": (266, 36),
    "mkdirat": (258, 34), "mknodat": (259, 33), "fchmodat": (268, 53), "fchownat": (260, 54),
}  # fmt: skip
# Those that only x86-64 has.
_OLD_CALLS = {
    "fork": 57, "vfork": 58, "unlink": 87, "rename": 82, "renameat": 264, "rmdir": 84, "mkdir": 83,
    "link": 86, "symlink": 88, "chmod": 90, "chown": 92, "creat": 85, "mknod": 133,
}  # fmt: skip
_OPEN, _OPENAT, _OPENAT2, _CLONE, _CLONE3 = (2, -1), (257, 56), (437, 437), (56, 220), (435, 435)
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_ALLOW, _REFUSE, _MISSING, _END = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_READ_FILE, _READ_FOLDER, _EXECUTE = 1 << 2, 1 << 3, 1 << 0


def confine(readable: Iterable[str | Path]) -> tuple[str, ...]:
    """Give up what reading a file does not need, for good; what could be given up.

    ``readable`` are the files and folders that may still be read. Call it before any thread is
    started. A measure that this kernel does not have is left out of what is returned.
    """
    if sys.platform != "linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    found = []
    if _without_network(libc):
        found.append("network")
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        if _restrict_files(libc, readable):
            found.append("landlock")
        if _restrict_calls(libc):
            found.append("seccomp")
    return tuple(found)


def program_files() -> list[str]:
    """Where Python, the packages and the system's libraries lie."""
    system = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/dev/urandom")
    own = str(Path(__file__).parents[2])
    found = [sys.prefix, sys.base_prefix, *system, own, *(path for path in sys.path if path)]
    return list(dict.fromkeys(os.path.realpath(path) for path in found))


def _without_network(libc: ctypes.CDLL) -> bool:
    """Move to a network of its own, in which there is nothing."""
    return any(libc.unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET))


def _restrict_files(libc: ctypes.CDLL, readable: Iterable[str | Path]) -> bool:
    """Read what is named; write, make and delete nothing, connect nowhere."""
    version = libc.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    rights = (1 << 13) - 1
    rights |= sum(1 << bit for least, bit in ((2, 13), (3, 14), (5, 15)) if version >= least)
    tcp = 3 if version >= 4 else 0
    scope = 3 if version >= 6 else 0
    ruleset = struct.pack("QQQ", rights, tcp, scope)[: 24 if version >= 6 else 16 if tcp else 8]
    handle = libc.syscall(LANDLOCK_CREATE, ruleset, ctypes.c_size_t(len(ruleset)), 0)
    if handle < 0:
        return False
    try:
        for path in readable:
            _let_read(libc, handle, path)
        return bool(libc.syscall(LANDLOCK_RESTRICT, handle, 0) == 0)
    finally:
        os.close(handle)


def _let_read(libc: ctypes.CDLL, handle: int, path: str | Path) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ_FILE | _EXECUTE | (_READ_FOLDER if os.path.isdir(path) else 0)  # noqa: PTH112
        libc.syscall(LANDLOCK_ADD, handle, 1, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


def _restrict_calls(libc: ctypes.CDLL) -> bool:
    """Refuse the calls of ``_CALLS``, opening for writing, and new processes."""
    known = _ARCHITECTURES.get(platform.machine())
    if known is None or sys.byteorder != "little" or sys.maxsize < 2**32:
        return False
    program = _program(*known)
    steps = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *s) for s in program))
    header = ctypes.create_string_buffer(
        struct.pack("HxxxxxxQ", len(program), ctypes.addressof(steps))
    )
    return bool(libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(header), 0, 0) == 0)


def _program(column: int, architecture: int) -> list[tuple[int, int, int, int]]:
    """The filter's steps as (operation, jump if true, jump if false, value)."""
    number, arch = 0, 4
    refused = [numbers[column] for numbers in _CALLS.values()]
    if column == 0:
        refused += _OLD_CALLS.values()
    steps = [(_LOAD, 0, 0, arch), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _END)]
    steps.append((_LOAD, 0, 0, number))
    if column == 0:  # the 32-bit calls of x86-64 have numbers of their own
        steps += [(0x35, 0, 1, 0x40000000), (_RETURN, 0, 0, _REFUSE)]
    for call in refused:
        steps += [(_EQUAL, 0, 1, call), (_RETURN, 0, 0, _REFUSE)]
    for numbers in (_OPENAT2, _CLONE3):  # their arguments cannot be seen; libc takes the others
        steps += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _MISSING)]
    for numbers, argument in ((_OPEN, 1), (_OPENAT, 2)):
        steps += _if_any(numbers[column], argument, _WRITING & ~os.O_RDONLY, _REFUSE, _ALLOW)
    steps += _if_any(_CLONE[column], 0, CLONE_THREAD, _ALLOW, _REFUSE)
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def _if_any(
    call: int, argument: int, bits: int, then: int, otherwise: int
) -> Sequence[tuple[int, int, int, int]]:
    """For one call: what happens when its argument has any of the bits, and when it has none."""
    if call < 0:
        return []
    low_half = 16 + 8 * argument
    return [
        (_EQUAL, 0, 4, call),
        (_LOAD, 0, 0, low_half),
        (_ANY_BIT, 0, 1, bits),
        (_RETURN, 0, 0, then),
        (_RETURN, 0, 0, otherwise),
    ]
