#!/bin/sh
# What udhcpc calls in the tiny guest when its lease changes.
case $1 in
bound | renew)
    ip address flush dev "$interface"
    ip address add "$ip/${mask:-24}" dev "$interface"
    for gateway in $router; do ip route replace default via "$gateway" dev "$interface"; done
    for server in $dns; do echo "nameserver $server"; done >/etc/resolv.conf
    ;;
esac
