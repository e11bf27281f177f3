using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats.Summary;
using static CraneAnomaly.Tests.Sinks.SampleRecords;

namespace CraneAnomaly.Tests.Sinks;

public class TrafficSummaryTests
{
    private readonly SymbolTable _symbols = new();

    [Fact]
    public void Print_OneLink_TellsWhatWasSeenDecodedAndUnknown()
    {
        var summary = new TrafficSummary(_symbols);
        var request = Pdu(RecordKind.Request, 3);
        request.FunctionSymbol = _symbols.Intern("read_holding_registers");
        Send(summary, request, Flow(), Access(100, 10));
        Send(summary, request, Flow(), Access(300, 2));
        request.Unit = 2;
        Send(summary, request, Flow(), Access(65535, 10));
        var response = request;
        response.Kind = RecordKind.Response;
        response.Flags = RecordFlags.Matched | RecordFlags.FromResponder;
        response.TimestampNs += 1_000_000_000;
        var told = Access(100, 2) with { Values = ValueKind.Registers, ValueCount = 2 };
        Send(summary, response, Flow(), told, 0, 7, 0x30, 0x39, 0xFF, 0xFF);
        response.Kind = RecordKind.Exception;
        response.Violation = Violation.InvalidExceptionCode;
        Send(summary, response, Flow(), RegisterAccess.Empty with { ExceptionCode = 2 });
        var ended = new OtRecord { TimestampNs = Noon, Protocol = OtProtocol.Flow, Kind = RecordKind.Flow };
        Send(summary, ended, Flow(), Summary());
        var unknown = Summary() with { Service = OtProtocol.Unknown };
        Send(summary, ended, Flow("192.0.2.11", 7, "2001:db8::1", 123, 17), unknown);

        string text = Print(summary, new CaptureCoverage { Packets = 117, Tcp = 116, NotIp = 1, Pdus = 5 });
        Assert.Contains("  taken                     117\n    tcp                     116\n", text);
        Assert.Contains("  pdus decoded                5\n", text);
        Assert.Contains(
            "  192.0.2.200:502/tcp    modbus          1      1         3          1           1           1" +
            "           1              0\n", text);
        Assert.Contains(
            "  192.0.2.10 -> 192.0.2.200:502/tcp  modbus\n" +
            "    seen        2024-05-01T12:00:00.000000000Z to 2024-05-01T12:00:01.000000000Z\n" +
            "    flows       1, 98 packets, 685 payload bytes, 0 missing\n" +
            "    decoded     3 requests, 1 responses, 1 exceptions, 0 events; 1 unanswered\n" +
            "    units       1-2\n" +
            "    exceptions  code 2: 1\n" +
            "    violations  invalid_exception_code: 1\n" +
            "    FUNCTION                CODE  REQUESTS  RESPONSES  EXCEPTIONS  ADDRESSES   VALUES\n" +
            "    read_holding_registers     3         3          1           1  100-65544  7-12345\n", text);
        Assert.Contains("  192.0.2.11 -> [2001:db8::1]:123/udp  unknown\n", text);
        Assert.Contains("    unknown     1 flows, 685 payload bytes\n", text);
        Assert.Contains(
            "  invalid_exception_code      1  The standard does not define the exception code.\n", text);
    }

    [Fact]
    public void Print_NothingSeen_HasTheCoverageAlone()
    {
        string text = Print(new TrafficSummary(_symbols), new CaptureCoverage());
        Assert.StartsWith("Packets\n", text);
        Assert.DoesNotContain("Links", text);
        Assert.DoesNotContain("Violations", text);
    }

    [Fact]
    public void Print_ViolationsWithoutARecord_AreTold()
    {
        var counts = new long[Violations.Count];
        counts[(int)Violation.TruncatedFile] = 3;
        string text = Print(new TrafficSummary(_symbols), new CaptureCoverage { Violations = counts });
        Assert.Contains("  truncated_file      3  An input ends in the middle of a record.\n", text);
    }

    [Fact]
    public void OnRecord_MoreLinksThanTheCap_AreToldTogether()
    {
        var summary = new TrafficSummary(_symbols, maxLinks: 2);
        for (int i = 1; i <= 5; i++) Send(summary, Pdu(RecordKind.Request, 3), Flow("192.0.2." + i), Access(0, 1));
        Assert.Equal(2, summary.LinkCount);
        string text = Print(summary, new CaptureCoverage());
        Assert.Contains("  other links, past the cap of 2\n", text);
        Assert.Contains("    decoded     3 requests,", text);
    }

    [Fact]
    public void OnRecord_MoreFunctionsThanTheCap_AreCounted()
    {
        var summary = new TrafficSummary(_symbols);
        for (ushort code = 0; code < 300; code++) Send(summary, Pdu(RecordKind.Request, code), Flow(), Access());
        Assert.Contains("    and 44 PDUs of other functions\n", Print(summary, new CaptureCoverage()));
    }

    [Fact]
    public void Print_RecordsInAnotherOrder_IsTheSame()
    {
        string[] clients = ["192.0.2.9", "192.0.2.100", "2001:db8::7", "10.0.0.1"];
        Assert.Equal(Of(clients), Of([.. clients.Reverse()]));

        string Of(string[] order)
        {
            var summary = new TrafficSummary(_symbols);
            foreach (string client in order) Send(summary, Pdu(RecordKind.Request, 3), Flow(client), Access(0, 1));
            return Print(summary, new CaptureCoverage());
        }
    }

    private static string Print(TrafficSummary summary, CaptureCoverage coverage)
    {
        using var text = new StringWriter { NewLine = "\n" };
        summary.Print(text, coverage);
        return text.ToString();
    }
}
