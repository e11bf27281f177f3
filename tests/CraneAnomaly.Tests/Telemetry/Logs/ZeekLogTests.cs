using System.IO.Compression;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;

namespace CraneAnomaly.Tests.Telemetry.Logs;

/// <summary>Logs as Zeek's documentation shows them (docs.zeek.org, Zeek Log Formats and Inspection), row by row.</summary>
public sealed partial class ZeekLogTests
{
    private const string Header = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n";

    [Fact]
    public void Conn_IsAFlowAtItsEnd()
    {
        var run = LogRun.Of(LogSamples.Conn);
        Assert.Equal(CaptureEnd.Complete, run.Result.End);
        Assert.Equal(InputFormat.Zeek, run.Result.Format);
        Assert.Equal(
            [
                """
                {"ts":"2026-03-01T00:00:01.500001000Z","src":"10.0.0.7","src_port":40000,"dst":"10.0.0.5","dst_port":502,"src_mac":"02:00:00:00:00:01","dst_mac":"02:00:00:00:00:02","vlan":12,"community_id":"1:x","protocol":"flow","kind":"flow","transport":"tcp","service":"modbus","start":"2026-03-01T00:00:00.000001000Z","duration":1.500000000,"orig_bytes":120,"resp_bytes":240,"orig_pkts":10,"resp_pkts":9,"orig_ip_bytes":640,"resp_ip_bytes":700,"missed_bytes":3,"pdus":0,"state":"SF","history":"ShADadFf"}
                """,
                """
                {"ts":"2026-03-01T00:01:40.500000000Z","src":"fe80::9","src_port":40001,"dst":"fe80::1","dst_port":22,"community_id":"1:x","protocol":"flow","kind":"flow","transport":"tcp","start":"2026-03-01T00:01:40.500000000Z","duration":0.000000000,"orig_bytes":0,"resp_bytes":0,"orig_pkts":1,"resp_pkts":0,"orig_ip_bytes":60,"resp_ip_bytes":0,"missed_bytes":0,"pdus":0,"state":"S0","history":"S"}
                """,
            ], run.Lines.Select(WithoutCommunityId));

        // What carried nothing is no conversation.
        Assert.Equal(["00:00:00.000001000Z modbus 10.0.0.7 10.0.0.5:502 02:00:00:00:00:01"], run.Opened);
    }

    [Fact]
    public void Json_SaysTheSameAsTabs()
    {
        var tabs = LogRun.Of(LogSamples.Conn);
        var json = LogRun.Of(LogSamples.ConnJson);
        Assert.Equal(tabs.Lines, json.Lines);
        Assert.Equal(tabs.Opened, json.Opened);
    }

    [Fact]
    public void Gzip_IsTakenOff()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(LogSamples.Conn));
        Assert.Equal(LogRun.Of(LogSamples.Conn).Lines, LogRun.Of(packed.ToArray()).Lines);
    }

    [Theory]
    [InlineData("modbus", "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tunit\tfunc\tpdu_type\texception",
        "1772323200.0\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\t9\t1\tREAD_COILS\tREQ\t-|1772323200.1\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\t9\t1\tREAD_COILS\tRESP\tILLEGAL_DATA_ADDRESS",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.7","src_port":1024,"dst":"10.0.0.5","dst_port":502,"protocol":"modbus","kind":"request","function":"read_coils","function_code":1,"tid":9,"unit":1}""",
        """{"ts":"2026-03-01T00:00:00.100000000Z","src":"10.0.0.5","src_port":502,"dst":"10.0.0.7","dst_port":1024,"protocol":"modbus","kind":"exception","function":"read_coils","function_code":1,"tid":9,"unit":1,"exception_code":2,"matched":true}""")]
    [InlineData("modbus", "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tfunc\texception",
        "1772323200.0\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\tWRITE_SINGLE_REGISTER\t-|1772323200.1\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\tWRITE_SINGLE_REGISTER\t-",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.7","src_port":1024,"dst":"10.0.0.5","dst_port":502,"protocol":"modbus","kind":"request","function":"write_single_register","function_code":6,"tid":0,"unit":0}""",
        """{"ts":"2026-03-01T00:00:00.100000000Z","src":"10.0.0.5","src_port":502,"dst":"10.0.0.7","dst_port":1024,"protocol":"modbus","kind":"response","function":"write_single_register","function_code":6,"tid":0,"unit":0,"matched":true}""")]
    [InlineData("modbus_detailed", "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tunit\tfunc\taddress\tquantity\trequest_values\tresponse_values\tmatched",
        "1772323200.0\tC1\t10.0.0.7\t1024\t10.0.0.5\t502\t5\t4\tREAD_HOLDING_REGISTERS\t600\t2\t-\t170,65535\tT",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.7","src_port":1024,"dst":"10.0.0.5","dst_port":502,"protocol":"modbus","kind":"request","function":"read_holding_registers","function_code":3,"tid":5,"unit":4,"address":600,"quantity":2}""",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.5","src_port":502,"dst":"10.0.0.7","dst_port":1024,"protocol":"modbus","kind":"response","function":"read_holding_registers","function_code":3,"tid":5,"unit":4,"address":600,"quantity":2,"values":[170,65535],"matched":true}""")]
    [InlineData("ssh", "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tversion\tauth_success\tauth_attempts\tclient\tserver",
        "1772323200.0\tC1\t10.0.0.7\t1024\t10.0.0.5\t22\t2\tT\t3\tSSH-2.0-OpenSSH_9.6\tSSH-2.0-dropbear\\x20x",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.7","src_port":1024,"dst":"10.0.0.5","dst_port":22,"protocol":"ssh","kind":"session","client":"SSH-2.0-OpenSSH_9.6","server":"SSH-2.0-dropbear x","version":"2","auth_success":true,"auth_attempts":3}""")]
    [InlineData("rdp", "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tcookie\tresult\tclient_channels\tdesktop_width",
        "1772323200.0\tC1\t10.0.0.7\t1024\t10.0.0.5\t3389\tmaint\tencrypted\trdpdr,cliprdr\t1920",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.7","src_port":1024,"dst":"10.0.0.5","dst_port":3389,"protocol":"rdp","kind":"session","cookie":"maint","result":"encrypted","client_channels":"rdpdr,cliprdr","desktop_width":1920}""")]
    [InlineData("rfb", "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tclient_major_version\tclient_minor_version\tauthentication_method\tauth\tdesktop_name",
        "1772323200.0\tC1\t10.0.0.7\t1024\t10.0.0.5\t5900\t003\t008\tVNC\tF\t(empty)",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.7","src_port":1024,"dst":"10.0.0.5","dst_port":5900,"protocol":"rfb","kind":"session","client_version":"003.008","authentication_method":"VNC","auth_success":false}""")]
    [InlineData("ssl", "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tversion\tcipher\tserver_name\tresumed\testablished\tcert_chain_fps",
        "1772323200.0\tC1\t10.0.0.7\t1024\t192.0.2.5\t443\tTLSv12\tTLS_RSA_WITH_AES_256_GCM_SHA384\trouter1.teamviewer.com\tF\tT\taa,bb",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.7","src_port":1024,"dst":"192.0.2.5","dst_port":443,"protocol":"tls","kind":"session","version":"TLSv12","cipher":"TLS_RSA_WITH_AES_256_GCM_SHA384","server_name":"router1.teamviewer.com","resumed":false,"established":true,"cert_chain_fps":"aa,bb","remote_tool":"TeamViewer","remote_tool_kind":"remote-support","remote_tool_match":"name"}""")]
    [InlineData("dns", "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\ttrans_id\trtt\tquery\tqtype_name\trcode\trcode_name\tRD\tRA\tanswers\tTTLs",
        "1772323200.0\tC1\t10.0.0.7\t1024\t10.0.0.53\t53\tudp\t77\t0.25\tWww.Example.COM\tA\t0\tNOERROR\tT\tT\t192.0.2.1,192.0.2.2\t60.000000,5.000000",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.7","src_port":1024,"dst":"10.0.0.53","dst_port":53,"protocol":"dns","kind":"request","function":"query","function_code":0,"service":"dns","trans_id":77,"query":"www.example.com","qtype_name":"A","RD":true,"query_length":15,"longest_label":7,"labels":3,"query_entropy_milli":3027}""",
        """{"ts":"2026-03-01T00:00:00.250000000Z","src":"10.0.0.53","src_port":53,"dst":"10.0.0.7","dst_port":1024,"protocol":"dns","kind":"response","function":"query","function_code":0,"service":"dns","trans_id":77,"query":"www.example.com","qtype_name":"A","rcode_name":"NOERROR","RD":true,"RA":true,"answers":"192.0.2.1,192.0.2.2","TTLs":"60,5","query_length":15,"longest_label":7,"labels":3,"query_entropy_milli":3027,"latency_us":250000,"matched":true}""")]
    [InlineData("http", "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttrans_depth\tmethod\thost\turi\tversion\tuser_agent\trequest_body_len\tresponse_body_len\tstatus_code\tstatus_msg",
        "1772323200.0\tC1\t10.0.0.7\t1024\t10.0.0.5\t80\t1\tGET\tplc.local\t/\t1.1\tcurl\t0\t99\t200\tOK",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.7","src_port":1024,"dst":"10.0.0.5","dst_port":80,"protocol":"http","kind":"request","function":"get","function_code":0,"method":"GET","host":"plc.local","user_agent":"curl","uri":"/","version":"1.1"}""",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.5","src_port":80,"dst":"10.0.0.7","dst_port":1024,"protocol":"http","kind":"response","function_code":200,"status_code":200,"status_msg":"OK","content_length":99,"version":"1.1","matched":true}""")]
    [InlineData("dhcp", "ts\tuids\tclient_addr\tserver_addr\tmac\thost_name\trequested_addr\tassigned_addr\tlease_time\tmsg_types",
        "1772323200.0\tC1,C2\t-\t10.0.0.1\t02:00:00:00:00:09\tpanel\t-\t10.0.0.99\t3600.000000\tDISCOVER,OFFER",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"0.0.0.0","src_port":68,"dst":"10.0.0.1","dst_port":67,"src_mac":"02:00:00:00:00:09","protocol":"dhcp","kind":"request","function":"discover","function_code":1,"mac":"02:00:00:00:00:09","assigned_addr":"10.0.0.99","host_name":"panel","server_addr":"10.0.0.1","lease_time":3600}""",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.1","src_port":67,"dst":"0.0.0.0","dst_port":68,"dst_mac":"02:00:00:00:00:09","protocol":"dhcp","kind":"response","function":"offer","function_code":2,"mac":"02:00:00:00:00:09","assigned_addr":"10.0.0.99","host_name":"panel","server_addr":"10.0.0.1","lease_time":3600,"matched":true}""")]
    [InlineData("notice", "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tnote\tmsg\tsrc\tdst\tp",
        "1772323200.0\t-\t-\t-\t-\t-\tScan::Port_Scan\t10.0.0.7 scanned\t10.0.0.7\t10.0.0.5\t-",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.7","src_port":0,"dst":"10.0.0.5","dst_port":0,"protocol":"notice","kind":"event","function_code":0,"note":"Scan::Port_Scan","message":"10.0.0.7 scanned"}""")]
    [InlineData("software", "ts\thost\tsoftware_type\tname\tunparsed_version",
        "1772323200.0\t10.0.0.7\tSSH::CLIENT\tOpenSSH\tOpenSSH_9.6",
        """{"ts":"2026-03-01T00:00:00.000000000Z","src":"10.0.0.7","src_port":0,"protocol":"software","kind":"event","function_code":0,"service":"SSH::CLIENT","software":"OpenSSH","version":"OpenSSH_9.6"}""")]
    public void Row_IsTheRecordThatAPacketWouldHaveMade(string path, string fields, string rows, params string[] expected)
    {
        var run = LogRun.Of($"{Header}#path\t{path}\n#fields\t{fields}\n{rows.Replace('|', '\n')}\n");
        Assert.Equal(expected, run.Lines);
        Assert.Equal(CaptureEnd.Complete, run.Result.End);
        Assert.Equal((path, rows.Count(c => c == '|') + 1, (long)expected.Length), run.Counters.Logs.Select(l => (l.Name, (int)l.Rows, l.Records)).Single());

        // Without the path the columns say which log it is, and their order says nothing.
        Assert.Equal(expected, LogRun.Of($"{Header}#fields\t{fields}\n{rows.Replace('|', '\n')}\n").Lines);
        Assert.Equal(expected, LogRun.Of($"{Header}#path\t{path}\n#fields\t{Reversed(fields)}\n{string.Join('\n', rows.Split('|').Select(Reversed))}\n").Lines);
    }

    [Fact]
    public void Header_MayChangeInTheMiddle()
    {
        var run = LogRun.Of(LogSamples.Conn + Header.Replace("\\x09", ";", StringComparison.Ordinal).Replace('\t', ';')
            + "#path;ssh\n#fields;auth_attempts;ts;uid;new;id.orig_h;id.orig_p;id.resp_h;id.resp_p\n1;1772323500;C9;x;10.0.0.8;1;10.0.0.5;22\n");
        Assert.Equal(3, run.Lines.Count);
        Assert.Contains("\"protocol\":\"ssh\"", run.Lines[2], StringComparison.Ordinal);
        Assert.Empty(run.Violations);
    }

    [Fact]
    public void Log_ThatIsNotRead_IsCounted()
    {
        var run = LogRun.Of(Header + "#path\tx509\n#fields\tts\tid\n1772323200\ta\n1772323201\tb\n");
        Assert.Empty(run.Lines);
        Assert.Equal(("x509", 2L, 0L, 2L), run.Counters.Logs.Select(l => (l.Name, l.Rows, l.Records, l.LeftAside)).Single());
    }

    [Fact]
    public void Rows_ComeInTheOrderOfTheirTimes_AndLateOnesAreCounted()
    {
        const string Fields = "#path\tssh\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tauth_attempts\n";
        string Row(int seconds) => $"{1_772_323_200L + seconds}\tC{seconds}\t10.0.0.8\t{seconds + 1}\t10.0.0.5\t22\t1\n";
        var run = LogRun.Of(Header + Fields + Row(3) + Row(1) + Row(20) + Row(2) + Row(40));
        Assert.Equal(["2", "4", "3", "21", "41"], run.Lines.Select(l => l.Split("\"src_port\":")[1].Split(',')[0]));
        Assert.Equal(1, run.Counters.Late);
    }

    [Fact]
    public void OneWrongClock_IsTold_AndMovesNothing()
    {
        const string Fields = "#path\tssh\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tauth_attempts\n";
        string Row(int seconds) => $"{1_772_323_200L + seconds}\tC{seconds}\t10.0.0.8\t{seconds % 60_000 + 1}\t10.0.0.5\t22\t1\n";
        var run = LogRun.Of(Header + Fields + Row(1) + Row(400_000_000) + Row(2) + Row(30) + Row(90_000) + Row(90_001));
        Assert.Equal(["clock_suspect"], run.Violations);
        Assert.Equal(5, run.Lines.Count(l => l.Contains("ssh", StringComparison.Ordinal)));
        Assert.Equal(0, run.Counters.Late);
    }

    [Fact]
    public void LogsOfOneFolder_ShareTheirFlows()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string conn = Path.Combine(folder, "conn.log"), ssh = Path.Combine(folder, "ssh.2026-03-01-00-00-00.log");
            File.WriteAllText(conn, Header + "#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\thistory\n"
                + "1772323200\tC1\t10.0.0.8\t1\t10.0.0.5\t22\ttcp\tssh\t10\t5\t6\tSF\tShADadFf\n");
            File.WriteAllText(ssh, Header + "#path\tssh\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tauth_attempts\n1772323200\tC1\t10.0.0.8\t1\t10.0.0.5\t22\t1\n");
            var run = LogRun.OfFiles(conn, ssh);
            Assert.Equal(["ssh", "flow"], run.Lines.Select(l => l.Split("\"protocol\":\"")[1].Split('"')[0]));
            Assert.Single(run.Opened);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void PlainAndDetailedModbus_AreToldOnce()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string plain = Path.Combine(folder, "modbus.log"), detailed = Path.Combine(folder, "modbus_detailed.log");
            File.WriteAllText(plain, Header + "#path\tmodbus\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tfunc\texception\n1772323200\tC1\t10.0.0.8\t1\t10.0.0.5\t502\tREAD_COILS\t-\n");
            File.WriteAllText(detailed, Header + "#path\tmodbus_detailed\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tunit\tfunc\taddress\tquantity\tmatched\n"
                + "1772323200\tC1\t10.0.0.8\t1\t10.0.0.5\t502\t1\t1\tREAD_COILS\t1\t1\tF\n");
            var run = LogRun.OfFiles(plain, detailed);
            Assert.Contains("\"address\":1", Assert.Single(run.Lines), StringComparison.Ordinal);
            Assert.Equal(1, run.Counters.ToldTwice);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Computed of the ends as for packets, and tested there.
    private static string WithoutCommunityId(string line) => CommunityIdPattern().Replace(line, "\"community_id\":\"1:x\"");

    [System.Text.RegularExpressions.GeneratedRegex("\"community_id\":\"[^\"]*\"")]
    private static partial System.Text.RegularExpressions.Regex CommunityIdPattern();

    private static string Reversed(string cells) => string.Join('\t', cells.Split('\t').Reverse());
}
