package io.ringflow.model.filter.parse;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Ports by the names of their services, so that a filter means the same on every host. The names
 * are those of IANA's service name registry, with the aliases that {@code /etc/services} knows.
 */
final class Services {

    private static final String NAMES =
            """
            echo=7 discard=9 daytime=13 chargen=19 ftp-data=20 ftp=21 ssh=22 telnet=23 smtp=25
            mail=25 time=37 whois=43 nicname=43 tacacs=49 domain=53 dns=53 bootps=67 bootpc=68
            dhcp=67 tftp=69 gopher=70 finger=79 http=80 www=80 kerberos=88 pop3=110 sunrpc=111
            rpcbind=111 portmapper=111 auth=113 ident=113 nntp=119 ntp=123 epmap=135 msrpc=135
            netbios-ns=137 netbios-dgm=138 netbios-ssn=139 imap=143 imap2=143 snmp=161
            snmptrap=162 snmp-trap=162 bgp=179 irc=194 ldap=389 svrloc=427 https=443
            microsoft-ds=445 smb=445 kpasswd=464 submissions=465 smtps=465 urd=465 isakmp=500
            exec=512 login=513 shell=514 syslog=514 printer=515 rip=520 dhcpv6-client=546
            dhcpv6-server=547 rtsp=554 submission=587 ipp=631 ldaps=636 ldp=646 rsync=873
            domain-s=853 dns-over-tls=853 ftps-data=989 ftps=990 telnets=992 imaps=993 pop3s=995
            socks=1080 openvpn=1194 ms-sql-s=1433 ms-sql-m=1434 l2tp=1701 pptp=1723 radius=1812
            radius-acct=1813 ssdp=1900 mqtt=1883 nfs=2049 zookeeper=2181 docker=2375
            gtp-control=2123
            gtp-user=2152 etcd-client=2379 etcd-server=2380 iscsi-target=3260 mysql=3306
            ms-wbt-server=3389 rdp=3389 stun=3478 turn=3478 svn=3690 teredo=3544 ipsec-nat-t=4500
            vxlan=4789 sip=5060 sips=5061 xmpp-client=5222 xmpp-server=5269 mdns=5353 llmnr=5355
            postgresql=5432 postgres=5432 amqps=5671 amqp=5672 vnc=5900 rfb=5900 geneve=6081
            x11=6000
            redis=6379 ircs-u=6697 http-alt=8080 https-alt=8443 mqtts=8883 secure-mqtt=8883
            kafka=9092 elasticsearch=9200 memcache=11211 memcached=11211 mongodb=27017
            wireguard=51820 sflow=6343 ipfix=4739 netflow=2055
            """;

    private static final Map<String, Integer> PORTS = ports();

    private Services() {}

    /** The port of a service, in any case; empty if the name is unknown. */
    static OptionalInt port(String name) {
        Integer port = PORTS.get(name.toLowerCase(Locale.ROOT));
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    private static Map<String, Integer> ports() {
        Map<String, Integer> ports = new HashMap<>();
        for (String entry : NAMES.strip().split("\\s+", -1)) {
            int equals = entry.indexOf('=');
            ports.put(entry.substring(0, equals), Integer.valueOf(entry.substring(equals + 1)));
        }
        return Map.copyOf(ports);
    }
}
