using System.Globalization;
using CraneAnomaly.Capture.Flows;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Tests.Support;
using SharedFiles = CraneAnomaly.Tests.Support.Shared;

namespace CraneAnomaly.Tests.Capture.Link;

public class ReferenceCaptureTests
{
    /// <summary>
    /// Packets with TCP, UDP and ICMP innermost, transport payload bytes, 5-tuples without direction, and the one with
    /// the most packets: what tshark 4.0.17 says (frame.protocols, last occurrence of addresses and ports, tcp.len,
    /// udp.length), offline. Two rows are not tshark's: it does not know VXLAN on 8472, nor jumbograms in GENEVE.
    /// </summary>
    public static TheoryData<string, int, int, int, int, int, string> Rows => new()
    {
        { "encap/packetnet/LinuxCookedCapture.pcap", 1, 1, 0, 28, 2, "udp 192.168.1.102 37824 66.189.0.29 53 x1" },
        { "encap/packetnet/LinuxCookedCapturev2.pcap", 1, 1, 0, 189, 2, "udp 192.168.178.26 5353 224.0.0.251 5353 x1" },
        { "encap/packetnet/ipv4_tso_frame.pcap", 1, 0, 0, 5808, 1, "tcp 192.168.5.16 50534 217.199.218.113 80 x1" },
        { "encap/packetnet/linktype_null_capture.pcap", 2, 0, 0, 973, 2, "tcp ::1 49160 ::1 58322 x1" },
        { "encap/packetnet/udp-ip-fragmented.pcap", 0, 13, 0, 10971, 1, "udp 10.226.2.154 5060 10.226.40.56 5060 x13" },
        { "encap/packetnet/gre_nvgre.pcap", 1, 0, 0, 2, 1, "tcp 10.0.0.1 1001 10.0.0.2 1002 x1" },
        { "encap/suricata-verify/decode-erspan-typeI-02__input.pcap", 0, 0, 42, 0, 0, "" },
        {
            "encap/suricata-verify/decode-sll2-02__input.pcap",
            159, 0, 0, 2598957, 1, "tcp 192.168.1.21 80 192.168.1.253 56478 x159"
        },
        {
            "encap/suricata-verify/decode-etag-01__input.pcap",
            1, 0, 0, 0, 1, "tcp 192.168.1.46 52566 52.114.124.106 443 x1"
        },
        {
            "encap/suricata-verify/defrag__bug-6887-defrag-eth-vlan-ipv6-tcp__frag-eth-vlan-ipv6-tcp.pcap",
            1, 0, 0, 1000, 1, "tcp ::1 12345 ::1 8080 x1"
        },
        {
            "encap/suricata-verify/vxlan-decoder-03__vxlan.pcap",
            82, 18, 0, 14816, 13, "tcp 172.31.0.238 22 18.196.145.224 37180 x23"
        },
        { "encap/tcpdump/erspan-type-i-4.pcap", 0, 0, 80, 0, 0, "" },
        { "encap/tcpdump/erspan-type-ii-2.pcap", 0, 16, 0, 576, 4, "udp 10.200.101.3 1985 224.0.0.2 1985 x4" },
        { "encap/tcpdump/erspan-type-iii-ft-0.pcap", 0, 0, 9, 0, 0, "" },
        { "encap/tcpdump/gso-ipv6-geneve-ipv6.pcap", 1, 0, 0, 6790, 1, "tcp fd00::1 45505 fd00::2 38687 x1" },
        { "encap/tcpdump/ipv6_jumbogram_1.pcap", 0, 0, 1, 0, 0, "" },
        { "encap/zeek/erspan.pcap", 106, 48, 84, 86517, 14, "tcp 192.168.69.10 49162 192.168.69.2 80 x32" },
        { "encap/zeek/erspanI.pcap", 0, 0, 10, 0, 0, "" },
        { "encap/zeek/erspanII.pcap", 0, 0, 4, 0, 0, "" },
        { "encap/zeek/erspanIII.pcap", 0, 0, 2, 0, 0, "" },
        { "encap/zeek/ipv4__fragmented-syn.pcap", 1, 0, 0, 0, 1, "tcp 10.0.0.5 80 192.168.1.100 12345 x1" },
        {
            "encap/zeek/ipv6-fragmented-dns.pcap",
            0, 5, 0, 3774, 2, "udp 2001:470:1f11:81f:d138:5f55:6d4:1fe2 51851 2607:f740:b::f93 53 x3"
        },
        { "encap/zeek/ipv6-http-atomic-frag.pcap", 36, 0, 2, 412, 4, "tcp 2001:db8:1::1 80 2001:db8:1::2 59694 x10" },
        {
            "encap/zeek/ipv6-hbh-routing0.pcap",
            0, 1, 0, 3, 1, "udp 2001:4f8:4:7:2e0:81ff:fe52:9a6b 53 2001:4f8:4:7:2e0:81ff:fe52:ffff 53 x1"
        },
        { "encap/zeek/mixed-vlan-mpls.pcap", 47, 0, 0, 12979, 3, "tcp 125.190.109.199 80 141.42.64.125 56730 x22" },
        { "encap/zeek/mpls-in-vlan.pcap", 3, 0, 0, 2311, 3, "tcp 65.65.65.65 61193 65.65.65.65 80 x1" },
        { "encap/zeek/pbb.pcap", 8, 0, 0, 209, 1, "tcp 10.199.249.11 49601 10.199.249.12 49416 x8" },
        { "encap/zeek/pppoe.pcap", 0, 4, 21, 306, 2, "udp fe80::ce05:eff:fe88:0 546 ff02::1:2 547 x2" },
        { "encap/zeek/q-in-q.pcap", 0, 4, 0, 588, 2, "udp 193.1.186.60 9875 224.2.127.254 9875 x2" },
        { "encap/zeek/raw_packets.pcap", 6, 18, 2, 4375, 7, "udp 192.168.1.1 45335 239.255.255.250 1900 x12" },
        { "encap/zeek/tunnels__4in4.pcap", 0, 1, 0, 4, 1, "udp 10.0.0.1 30000 10.0.0.2 13000 x1" },
        { "encap/zeek/tunnels__6in6in6.pcap", 0, 1, 0, 4, 1, "udp cafe::babe 13000 dead::beef 30000 x1" },
        { "encap/zeek/tunnels__geneve.pcap", 0, 0, 6, 0, 0, "" },
        { "encap/zeek/tunnels__geneve-ipv6.pcap", 0, 2, 0, 10, 1, "udp fd00::1 40000 fd00::2 40001 x2" },
        {
            "encap/zeek/tunnels__geneve-vxlan-dns-truncated.pcap",
            0, 2, 0, 128, 1, "udp 1.1.1.1 53 172.16.11.201 36872 x2"
        },
        { "encap/zeek/tunnels__gre-erspan3-dot1q.pcap", 0, 0, 2, 0, 0, "" },
        { "encap/zeek/tunnels__gre-sample.pcap", 22, 8, 10, 2977, 5, "tcp 172.28.2.3 22 66.59.111.190 40264 x22" },
        { "encap/zeek/tunnels__gre-within-gre.pcap", 0, 4, 624, 216, 2, "udp 224.0.0.9 520 3.3.3.2 520 x2" },
        {
            "encap/zeek/tunnels__vxlan-encapsulated-http.pcap",
            12, 0, 0, 9299, 1, "tcp 172.16.11.201 40354 54.86.237.188 80 x12"
        },
        { "encap/zeek/vlan-collisions.pcap", 42, 0, 0, 15429, 1, "tcp 141.142.228.5 59856 192.150.187.43 80 x42" },
        { "encap/zeek/vlan-qinqinq.pcap", 14, 0, 0, 5143, 1, "tcp 141.142.228.5 59856 192.150.187.43 80 x14" },
        { "tcp/zeek/tcp__handshake-reorder.pcap", 14, 0, 0, 5143, 1, "tcp 141.142.228.5 59856 192.150.187.43 80 x14" },
        {
            "dns/suricata-verify/dns-eve-type-filtering__test.pcap",
            0, 14, 0, 1217, 7, "udp 10.16.1.11 60590 8.8.8.8 53 x2"
        },
        { "encap/tcpdump/vxlan_port_8472.pcap", 0, 0, 8, 0, 0, "" },
        {
            "encap/tcpdump/bigtcp-ipv4-geneve-ipv4.pcap",
            1, 0, 0, 80000, 1, "tcp 192.168.1.1 38005 192.168.1.2 35663 x1"
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Decode_ReferenceCapture_GivesTheInnermostConversations(
        string capture, int tcp, int udp, int icmp, int payload, int conversations, string most)
    {
        Dictionary<DecodeOutcome, int> outcomes = [];
        Dictionary<string, int> seen = [];
        long bytes = 0;
        foreach (var decoded in Decode(SharedFiles.Capture(capture)))
        {
            outcomes[decoded.Outcome] = outcomes.GetValueOrDefault(decoded.Outcome) + 1;
            if (decoded.Outcome is not (DecodeOutcome.Tcp or DecodeOutcome.Udp)) continue;
            bytes += decoded.Packet.WirePayloadLength;
            string name = Name(decoded);
            seen[name] = seen.GetValueOrDefault(name) + 1;
        }

        Assert.Equal(
            (tcp, udp, icmp),
            (outcomes.GetValueOrDefault(DecodeOutcome.Tcp), outcomes.GetValueOrDefault(DecodeOutcome.Udp),
                outcomes.GetValueOrDefault(DecodeOutcome.Icmp)));
        Assert.Equal(payload, bytes);
        Assert.Equal(conversations, seen.Count);
        if (most.Length != 0) Assert.Contains(most, seen.Select(s => string.Create(
            CultureInfo.InvariantCulture, $"{s.Key} x{s.Value}")));
    }

    [Fact]
    public void Decode_SameTupleInThreeVlanStacks_IsThreeFlows()
    {
        // tshark: vlan.id is absent, "42" and "10,20" in 14 frames each.
        var packets = Decode(SharedFiles.Capture("encap/zeek/vlan-collisions.pcap")).Select(d => d.Packet).ToList();

        Assert.Equal(
            [(-1, 14), (20, 14), (42, 14)],
            packets.CountBy(p => (int)p.Vlan).Select(v => (v.Key, v.Value)).Order());
        Assert.Equal(3, packets.Select(p => FlowKey.Of(p, out _)).Select(k => (k.First, k.Second, k.Rest, k.Path))
            .Distinct().Count());
    }

    [Theory]
    [InlineData("encap")]
    [InlineData("tcp")]
    [InlineData("dns")]
    public void Decode_EveryReferenceCapture_NeverThrows(string folder)
    {
        int packets = 0;
        foreach (string file in Directory.EnumerateFiles(
            SharedFiles.Capture(folder), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is not (".pcap" or ".pcapng" or ".trace")) continue;
            foreach (var decoded in Decode(file))
            {
                packets++;
                Assert.True(decoded.Packet.PayloadLength <= decoded.Packet.WirePayloadLength);
            }
        }

        Assert.InRange(packets, 100, int.MaxValue);
    }

    private static IEnumerable<DecodedCase> Decode(string path)
    {
        var decoded = new DecodedCase();
        foreach (var packet in PlainCapture.Read(path))
        {
            decoded.Decode(packet.Data, packet.LinkType, packet.OriginalLength, timestampNs: packet.TimestampNs);
            yield return decoded;
        }
    }

    private static string Name(DecodedCase decoded)
    {
        string from = $"{decoded.Packet.Source} {decoded.Packet.SourcePort}";
        string to = $"{decoded.Packet.Destination} {decoded.Packet.DestinationPort}";
        string protocol = decoded.Outcome == DecodeOutcome.Tcp ? "tcp" : "udp";
        return string.CompareOrdinal(from, to) < 0 ? $"{protocol} {from} {to}" : $"{protocol} {to} {from}";
    }
}
