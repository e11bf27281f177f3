using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;

namespace CraneAnomaly.Tests.Telemetry.Logs;

/// <summary>Events as Suricata's user guide shows them (Eve JSON format), event by event.</summary>
public sealed class EveLogTests
{
    private const string Ends = "\"flow_id\":77,\"src_ip\":\"10.0.0.7\",\"src_port\":1024,\"dest_ip\":\"10.0.0.5\",\"dest_port\":";
    private const string Out = "{\"ts\":\"2026-03-01T00:00:00.000000000Z\",\"src\":\"10.0.0.7\",\"src_port\":1024,\"dst\":\"10.0.0.5\",\"dst_port\":";
    private const string Back = "{\"ts\":\"2026-03-01T00:00:00.000000000Z\",\"src\":\"10.0.0.5\",\"src_port\":502,\"dst\":\"10.0.0.7\",\"dst_port\":1024,\"protocol\":\"";

    [Theory]
    [InlineData("modbus", 502, "TCP",
        """{"id":1,"request":{"transaction_id":7,"unit_id":4,"function_raw":3,"read":{"address":600,"quantity":2}},"response":{"transaction_id":7,"unit_id":4,"function_raw":3,"read":{"data":"\u0000A\\xff\\xfe"}}}""",
        Out + """502,"protocol":"modbus","kind":"request","function":"read_holding_registers","function_code":3,"tid":7,"unit":4,"address":600,"quantity":2}""",
        Back + """modbus","kind":"response","function":"read_holding_registers","function_code":3,"tid":7,"unit":4,"address":600,"quantity":2,"values":[65,65534],"matched":true}""")]
    [InlineData("modbus", 502, "TCP",
        """{"id":1,"request":{"transaction_id":7,"unit_id":4,"function_raw":16,"write":{"address":5,"quantity":1,"data":"\u0001\u0002"}},"response":{"transaction_id":7,"unit_id":4,"function_raw":144,"exception":{"raw":2,"code":"IllegalDataAddr"}}}""",
        Out + """502,"protocol":"modbus","kind":"request","function":"write_multiple_registers","function_code":16,"tid":7,"unit":4,"address":5,"quantity":1,"values":[258]}""",
        Back + """modbus","kind":"exception","function":"write_multiple_registers","function_code":16,"tid":7,"unit":4,"address":5,"quantity":1,"exception_code":2,"matched":true}""")]
    [InlineData("modbus", 502, "TCP",
        """{"id":1,"request":{"transaction_id":7,"unit_id":4,"function_raw":90,"data":"\u0000A"}}""",
        Out + """502,"protocol":"modbus","kind":"request","function":"umas","function_code":90,"tid":7,"unit":4,"subfunction":65,"subfunction_name":"stop_plc"}""")]
    [InlineData("ssh", 22, "TCP",
        """{"client":{"proto_version":"2.0","software_version":"OpenSSH_9.6","hassh":{"hash":"aa"}},"server":{"proto_version":"2.0","software_version":"dropbear"}}""",
        Out + """22,"protocol":"ssh","kind":"session","hassh":"aa","client":"SSH-2.0-OpenSSH_9.6","server":"SSH-2.0-dropbear","version":"2"}""")]
    [InlineData("rdp", 3389, "TCP", """{"tx_id":0,"event_type":"initial_request","cookie":"maint"}""",
        Out + """3389,"protocol":"rdp","kind":"session","cookie":"maint"}""")]
    [InlineData("rfb", 5900, "TCP",
        """{"server_protocol_version":{"major":3,"minor":8},"client_protocol_version":{"major":"003","minor":"008"},"authentication":{"security_type":2},"screen_shared":true,"framebuffer":{"width":800,"height":600,"name":"hmi"}}""",
        Out + """5900,"protocol":"rfb","kind":"session","authentication_method":"2","share_flag":true,"desktop_name":"hmi","width":800,"height":600,"server_version":"003.008","client_version":"003.008"}""")]
    [InlineData("tls", 443, "TCP", """{"subject":"CN=x","issuerdn":"CN=y","sni":"plc.local","version":"TLS 1.2","ja3":{"hash":"ff"},"client_alpns":["h2","http/1.1"]}""",
        Out + """443,"protocol":"tls","kind":"session","server_name":"plc.local","subject":"CN=x","issuer":"CN=y","ja3":"ff","alpn":"h2,http/1.1","version":"TLSv12"}""")]
    [InlineData("dns", 53, "UDP", """{"version":2,"type":"answer","id":9,"rrname":"A.b","rrtype":"A","rcode":"NOERROR","rd":true,"ra":true,"answers":[{"rrname":"a.b","rrtype":"A","ttl":60,"rdata":"192.0.2.1"},{"rrname":"a.b","rrtype":"A","ttl":5,"rdata":"192.0.2.2"}]}""",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.5","src_port":53,"dst":"10.0.0.7","dst_port":1024,"protocol":"dns","kind":"response","function":"query","function_code":0,"service":"dns","trans_id":9,"query":"a.b","qtype_name":"A","rcode_name":"NOERROR","RD":true,"RA":true,"answers":"192.0.2.1,192.0.2.2","TTLs":"60,5","query_length":3,"longest_label":1,"labels":2,"query_entropy_milli":1000,"matched":false}""")]
    [InlineData("dns", 53, "UDP", """{"version":3,"type":"request","id":9,"queries":[{"rrname":"a.b","rrtype":"TXT"}]}""",
        Out + """53,"protocol":"dns","kind":"request","function":"query","function_code":0,"service":"dns","trans_id":9,"query":"a.b","qtype_name":"TXT","query_length":3,"longest_label":1,"labels":2,"query_entropy_milli":1000}""")]
    [InlineData("http", 80, "TCP", """{"hostname":"plc.local","url":"/a","http_user_agent":"curl","http_method":"GET","protocol":"HTTP/1.1","status":200,"length":5}""",
        Out + """80,"protocol":"http","kind":"request","function":"get","function_code":0,"method":"GET","host":"plc.local","user_agent":"curl","uri":"/a","version":"1.1"}""",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.5","src_port":80,"dst":"10.0.0.7","dst_port":1024,"protocol":"http","kind":"response","function_code":200,"status_code":200,"content_length":5,"version":"1.1","matched":true}""")]
    [InlineData("mqtt", 1883, "TCP", """{"publish":{"qos":1,"retain":false,"dup":false,"topic":"crane/1","message":"x"}}""",
        Out + """1883,"protocol":"mqtt","kind":"event","function":"publish","function_code":3,"topic":"crane/1","qos":1,"retain":false}""")]
    [InlineData("smb", 445, "TCP", """{"id":1,"dialect":"3.11","command":"SMB2_COMMAND_TREE_CONNECT","status_code":"0x0","share":"\\\\srv\\c$"}""",
        Out + """445,"protocol":"smb","kind":"event","function":"other","function_code":0,"dialect":"3.11","path":"\\\\srv\\c$","status":"0x0"}""")]
    [InlineData("alert", 502, "TCP", """{"action":"allowed","gid":1,"signature_id":2250001,"signature":"SURICATA Modbus","category":"Decode","severity":3}""",
        Out + """502,"protocol":"notice","kind":"event","function_code":0,"note":"SURICATA Modbus","message":"Decode","priority":3}""")]
    public void Event_IsTheRecordThatAPacketWouldHaveMade(string type, int port, string transport, string said, params string[] expected)
    {
        string line = $"{{\"timestamp\":\"2026-03-01T01:00:00.000000+0100\",\"event_type\":\"{type}\",{Ends}{port},\"proto\":\"{transport}\",\"{type}\":{said}}}\n";
        var run = LogRun.Of(line);
        Assert.Equal(InputFormat.Eve, run.Result.Format);
        Assert.Equal(expected, run.Lines);
        Assert.Equal(CaptureEnd.Complete, run.Result.End);
        Assert.Equal("eve " + type, run.Counters.Logs.Single().Name);

        // The type may stand behind what it is the type of.
        Assert.Equal(expected, LogRun.Of($"{{{Ends}{port},\"proto\":\"{transport}\",\"{type}\":{said},\"event_type\":\"{type}\",\"timestamp\":\"2026-03-01T00:00:00+0000\"}}\n").Lines);
    }

    [Fact]
    public void Flow_IsAFlowAtItsEnd()
    {
        var run = LogRun.Of("""
            {"timestamp":"2026-03-01T00:10:00.000000+0000","flow_id":9,"event_type":"flow","src_ip":"10.0.0.7","src_port":1024,"dest_ip":"192.0.2.5","dest_port":443,"proto":"TCP","app_proto":"tls","ether":{"src_mac":"02:00:00:00:00:01","dest_mac":"02:00:00:00:00:02"},"vlan":[7,12],"flow":{"pkts_toserver":10,"pkts_toclient":8,"bytes_toserver":1540,"bytes_toclient":600,"start":"2026-03-01T00:00:00.000000+0000","end":"2026-03-01T00:00:09.500000+0000","age":9,"state":"closed","reason":"timeout","alerted":false},"tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b","state":"closed"}}

            """);
        Assert.Equal(
            ["""{"ts":"2026-03-01T00:00:09.500000000Z","src":"10.0.0.7","src_port":1024,"dst":"192.0.2.5","dst_port":443,"src_mac":"02:00:00:00:00:01","dst_mac":"02:00:00:00:00:02","vlan":12,"community_id":"1:5YlNUlFoC4+rGYgXIkRZ1wY3eM0=","protocol":"flow","kind":"flow","transport":"tcp","service":"tls","start":"2026-03-01T00:00:00.000000000Z","duration":9.500000000,"orig_bytes":1000,"resp_bytes":168,"orig_pkts":10,"resp_pkts":8,"orig_ip_bytes":1400,"resp_ip_bytes":488,"missed_bytes":0,"pdus":0,"state":"SF"}"""],
            run.Lines.Select(l => System.Text.RegularExpressions.Regex.Replace(l, "1:[^\"]*=", "1:5YlNUlFoC4+rGYgXIkRZ1wY3eM0=")));
        Assert.Equal(["00:00:00.000000000Z tls 10.0.0.7 192.0.2.5:443 02:00:00:00:00:01"], run.Opened);
    }

    [Fact]
    public void Dhcp_KeepsTheClient()
    {
        var run = LogRun.Of("""
            {"timestamp":"2026-03-01T00:00:00+0000","flow_id":9,"event_type":"dhcp","src_ip":"10.0.0.1","src_port":67,"dest_ip":"10.0.0.9","dest_port":68,"proto":"UDP","dhcp":{"type":"reply","id":755466399,"client_mac":"02:00:00:00:00:09","assigned_ip":"10.0.0.9","dhcp_type":"ack","lease_time":600,"routers":["10.0.0.1"],"dns_servers":["10.0.0.1","10.0.0.2"]}}

            """);
        Assert.Equal(
            ["""{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.1","src_port":67,"dst":"10.0.0.9","dst_port":68,"dst_mac":"02:00:00:00:00:09","protocol":"dhcp","kind":"response","function":"ack","function_code":5,"trans_id":755466399,"mac":"02:00:00:00:00:09","assigned_addr":"10.0.0.9","routers":"10.0.0.1","dns_servers":"10.0.0.1,10.0.0.2","lease_time":600,"matched":false}"""],
            run.Lines);
    }

    [Fact]
    public void Event_ThatIsNotRead_IsCounted()
    {
        var run = LogRun.Of("{\"timestamp\":\"2026-03-01T00:00:00+0000\",\"event_type\":\"stats\",\"stats\":{\"uptime\":3}}\n");
        Assert.Empty(run.Lines);
        Assert.Equal(("eve stats", 1L, 1L), run.Counters.Logs.Select(l => (l.Name, l.Rows, l.LeftAside)).Single());
        Assert.Equal(CaptureEnd.Complete, run.Result.End);
    }

    [Fact]
    public void MessagesOfCranes_AreNoLog() =>
        Assert.Equal(InputFormat.Json, LogRun.Of("{\"timestamp\":\"2026-03-01T00:00:00Z\",\"hoist.position\":1,\"note\":\"ts\"}\n").Result.Format);
}
