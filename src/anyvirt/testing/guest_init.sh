#!/bin/sh
# PID 1 of the tiny guest that anyvirt.testing.guest builds.
#
# Brings the devices up, says so on the console in one line that begins with "anyvirt guest is up", answers the power
# button, and keeps a root shell on the console and on every other serial or virtio console line.
#
# Words on the kernel's command line:
#   anyvirt.tick[=N]       write "tick 0", "tick 1" ... every N seconds (1)
#   anyvirt.poweroff[=N]   power off N seconds after start (0)
#   anyvirt.reboot[=N]     reboot N seconds after start (0)
#   anyvirt.panic[=N]      let the kernel panic N seconds after start (0)
#   anyvirt.deaf           do not react to the power button
#   anyvirt.ip=dhcp|A/L    configure eth0

export PATH=/bin:/sbin HOME=/ TERM=vt100 PS1='guest# '
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sysfs /sys

# word NAME DEFAULT: prints the value of a word of the command line (DEFAULT for a bare word); fails where it is not there.
word() {
    for arg in $(cat /proc/cmdline); do
        case $arg in
        "$1") echo "$2"; return 0 ;;
        "$1"=*) echo "${arg#*=}"; return 0 ;;
        esac
    done
    return 1
}

# later SECONDS COMMAND...: runs a command in the background after some time.
later() {
    delay=$1
    shift
    (sleep "$delay"; "$@") &
}

go_down() {
    echo "anyvirt guest goes down" >/dev/console
    poweroff -f
}

crash() {
    echo c >/proc/sysrq-trigger
}

tick() {
    count=0
    while :; do
        echo "tick $count" >/dev/console
        count=$((count + 1))
        sleep "$1"
    done
}

keep_shell() {
    # A shell that opens its line as a session leader gets it as its controlling terminal: ^C works.
    while :; do setsid sh -c "exec sh <'$1' >'$1' 2>&1"; done
}

for module in /mod/*.ko; do
    insmod "$module" 2>/dev/null        # what has no hardware here may refuse to load
done
echo 3 >/proc/sys/kernel/printk         # the console belongs to the shell from now on

for link in /sys/class/net/*; do
    ip link set "${link##*/}" up
done
if address=$(word anyvirt.ip dhcp); then
    case $address in
    dhcp) udhcpc -q -n -f -i eth0 -s /bin/dhcp-event >/dev/null ;;
    *) ip address add "$address" dev eth0 ;;
    esac
fi

if ! word anyvirt.deaf yes >/dev/null; then
    for input in /sys/class/input/event*; do
        [ "$(cat "$input/device/name")" = "Power Button" ] || continue
        # Opened before the guest says that it is up: from then on the kernel queues each press for us.
        exec 3<"/dev/input/${input##*/}"
        (dd bs=24 count=1 <&3 >/dev/null 2>&1; go_down) &      # 24: one struct input_event
        exec 3<&-
    done
fi

# Every line is open before the guest says that it is up: opening a serial line throws away what came in before.
read -r consoles </sys/class/tty/console/active
console=/dev/${consoles##* }
while read -r number kind _; do
    line=/dev/ttyS${number%:}
    case $number$kind in
    *uart:unknown | serinfo*) ;;
    *) [ "$line" = "$console" ] || { keep_shell "$line" & } 3<"$line" ;;
    esac
done </proc/tty/driver/serial
for line in /dev/hvc*; do
    [ ! -c "$line" ] || [ "$line" = "$console" ] || { keep_shell "$line" & } 3<"$line"
done

read -r uptime _ </proc/uptime
echo "anyvirt guest is up: Linux $(uname -r), $(nproc) CPU, $uptime s after its start"

if delay=$(word anyvirt.tick 1); then tick "$delay" & fi
if delay=$(word anyvirt.poweroff 0); then later "$delay" go_down; fi
if delay=$(word anyvirt.reboot 0); then later "$delay" reboot -f; fi
if delay=$(word anyvirt.panic 0); then later "$delay" crash; fi

keep_shell "$console"
