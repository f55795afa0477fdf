#!/usr/bin/env bash
# Installs what the repository needs, once: Debian packages, .venv, and anyvirt in it, editable.
#
#   scripts/setup.sh demo     what `make demo` needs: an emulator, busybox, the library and its command line
#   scripts/setup.sh test     that, the development tools, and the original programs that some tests compare with
#   scripts/setup.sh docs     the library and the documentation builder
#
# Packages are installed with apt by root, or through sudo. Any other user is told what is missing; then the script goes
# on, because only what needs the missing package will not work. Running it again does nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

level=${1:?"usage: scripts/setup.sh demo|test|docs"}
case $level in
demo) extras=all ;;
test) extras=dev ;;
docs) extras=all,docs ;;
*) echo "setup: there is no level '$level'" >&2; exit 2 ;;
esac

say() { printf 'setup: %s\n' "$*"; }

# What makes a command run as root: nothing, or sudo, which may ask for a password only where someone can answer.
if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif [ -t 0 ]; then
    as_root=(sudo)
else
    as_root=(sudo -n)
fi

can_install() {
    command -v apt-get >/dev/null || return 1
    [ ${#as_root[@]} -eq 0 ] || { command -v sudo && "${as_root[@]}" true; } >/dev/null 2>&1
}

update_lists() { run_quietly "${as_root[@]}" apt-get update -q; }

install_packages() {
    run_quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@"
}

# run_quietly COMMAND...: shows what the command printed only if it fails.
run_quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    [ "$status" -eq 0 ] || { cat "$log" >&2; say "failed: $*" >&2; }
    rm -f "$log"
    return "$status"
}

# --- Python ---------------------------------------------------------------------------------------------------------

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null && is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

venv_works() { [ -x .venv/bin/python ] && is_new_enough .venv/bin/python && [ -x .venv/bin/pip ]; }

python_packages() {     # what apt must bring so that a virtual environment can be made
    venv_works && return
    local python
    if ! python=$(find_python); then
        echo python3 python3-venv
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian splits ensurepip off, into a package for each version.
        "$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])'
    fi
}

# --- Debian packages -------------------------------------------------------------------------------------------------

missing=()

# need PACKAGE TEST...: the package is wanted where the test does not succeed. Programs that came by other ways count.
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}

has() { PATH=$PATH:/usr/sbin:/sbin command -v "$1"; }
static_busybox() { [ -x /bin/busybox ] && ! ldd /bin/busybox; }

system_python_has_libvirt() {
    # Asked from the files: importing it would load the C library just for this.
    compgen -G '/usr/lib/python3*/*-packages/libvirt.py'
}

# shellcheck disable=SC2046     # the words are package names
for package in $(python_packages); do missing+=("$package"); done
if [ "$level" != docs ]; then
    need qemu-system-x86 has qemu-system-x86_64
    need busybox-static static_busybox
fi
if [ "$level" = test ]; then
    need qemu-utils has qemu-img
    need iproute2 has ip
    need libvirt-daemon-system has libvirtd
    need libvirt-daemon-driver-qemu compgen -G '/usr/lib/*/libvirt/connection-driver/libvirt_driver_qemu.so'
    need libvirt-clients has virsh
    need libsasl2-modules compgen -G '/usr/lib/*/sasl2/libscram.so.2'
    need sasl2-bin has saslpasswd2
    need openssl has openssl
    need krb5-kdc has krb5kdc
    need krb5-admin-server has kadmin.local
    need krb5-user has kinit
    need libkrb5-dev has krb5-config
    need libsasl2-modules-gssapi-mit compgen -G '/usr/lib/*/sasl2/libgssapiv2.so.2'
    need python3-libvirt system_python_has_libvirt
    need virtinst has virt-install
    need openssh-server has sshd
    need openssh-client has ssh
fi

# The tiny guest's kernel is downloaded by name, for which apt's lists must be there; see anyvirt.testing.kernels.
kernel_can_be_had() {
    compgen -G "${ANYVIRT_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/anyvirt/guest}/linux-image-*.deb" >/dev/null ||
        [ -n "$(apt-cache search --names-only '^linux-image-(cloud-amd64|virtual)$' 2>/dev/null)" ]
}

if [ ${#missing[@]} -gt 0 ]; then
    if can_install; then
        say "installing ${missing[*]} with apt"
        { update_lists && install_packages "${missing[@]}"; } || say "going on without them"
    else
        say "missing, and to be installed by root: apt-get install --no-install-recommends ${missing[*]}"
        say "going on without them"
    fi
elif [ "$level" != docs ] && ! kernel_can_be_had && can_install; then
    say "updating apt's lists, for the tiny guest's kernel"
    update_lists || say "going on without them"
fi

# --- .venv -----------------------------------------------------------------------------------------------------------

if ! venv_works; then
    if ! python=$(find_python); then
        say "Python 3.11 or newer is needed and was not found; set PYTHON to one" >&2
        exit 1
    fi
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    run_quietly "$python" -m venv .venv
fi

# The stamp says for which project file, extras and place .venv was filled; an editable install knows its folder by name.
stamp=.venv/.anyvirt-$level
wanted=$( (cat pyproject.toml; pwd; .venv/bin/python --version) | sha256sum)
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "installing anyvirt[$extras] into .venv"
    run_quietly .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[$extras]"
    # Kerberos is compiled, for which not every machine has what it takes. Its tests are skipped without it.
    if [ "$level" = test ] && ! .venv/bin/python -m pip install --quiet --editable '.[gssapi]' >/dev/null 2>&1; then
        say "going on without Kerberos: the package gssapi cannot be built here"
    fi
    # As pip does for a package that is not editable; where nobody may write byte code, every start would compile it anew.
    .venv/bin/python -m compileall -q src
    printf '%s\n' "$wanted" >"$stamp"
fi
say "ready"
