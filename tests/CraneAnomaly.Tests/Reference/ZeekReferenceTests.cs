using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats.Zeek;
using CraneAnomaly.Tests.Sinks;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Reference;

/// <summary>Whole captures as Zeek logs, beside the logs that Zeek and ICSNPP make of them.</summary>
public sealed class ZeekReferenceTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zeek").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Records_IcsnppExample_EqualsItsBaseline()
    {
        const string Capture = "modbus/cisagov-icsnpp-modbus/modbus_example.pcap";
        string logs = await WriteAsync(Capture);
        string baseline = Path.Combine(Shared.Capture(Capture) + ".baseline", "analyzer.basic");
        ZeekBaselineComparer.AssertEqual(logs, baseline);
        string[] expected =
        [
            "conn 2", "modbus 24", "modbus_detailed 26", "modbus_mask_write_register 4",
            "modbus_read_write_multiple_registers 4",
        ];
        Assert.Equal(
            expected,
            Directory.GetFiles(baseline, "*.log").Select(path => Path.GetFileNameWithoutExtension(path))
                .Order(StringComparer.Ordinal).Select(log => $"{log} {Rows(Path.Combine(logs, log + ".log")).Count}"));

        // ICSNPP's modbus.log names no columns; but for time and uid they are equal one by one, and nothing is cut.
        Assert.Equal(
            Rows(Path.Combine(baseline, "modbus.log")).Select(row => string.Join('\t', row.Split('\t').Skip(2))),
            Rows(Path.Combine(logs, "modbus.log")).Select(row => string.Join('\t', row.Split('\t').Skip(2))));
    }

    [Fact]
    public async Task Records_CapturesWithConnLog_EqualItButForTheListedDifferences()
    {
        string captures = Shared.Require("captures");
        var found = new List<string>();
        int rows = 0, equal = 0, logs = 0;
        foreach (string path in Directory.EnumerateFiles(captures, "conn.log", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            logs++;
            string test = Path.GetFileName(Path.GetDirectoryName(path)!);
            string capture = Path.GetRelativePath(captures, path).Replace('\\', '/');
            capture = capture[..capture.IndexOf(".baseline/", StringComparison.Ordinal)];
            var zeek = ConnLog.Read(path);
            var ours = ConnLog.Read(Path.Combine(await WriteAsync(capture), "conn.log"));
            var (same, differences) = ConnLog.Compare(zeek, ours);
            rows += zeek.Rows.Count;
            equal += same;
            found.AddRange(differences.Select(difference => $"{capture}\t{test}\t{difference}"));
        }

        int alone = found.Count(difference => difference.Contains("\tno row\t", StringComparison.Ordinal));
        output.WriteLine($"{equal} of {rows} rows equal in {logs} logs; {alone} rows of ours alone");
        foreach (string difference in found) output.WriteLine(difference);
        Assert.Equal(71, logs);

        // Capture, test, connection, what Zeek says, what we say, reason.
        ExceptionList.Load("conn-exceptions.tsv", 5).AssertEqual(found);
    }

    private static List<string> Rows(string path) =>
        [.. File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#')];

    private async Task<string> WriteAsync(string capture)
    {
        string folder = Path.Combine(_folder, capture.Replace('/', '_'));
        if (Directory.Exists(folder)) return folder;
        using var writer = new ZeekLogWriter(folder, Limits.Default);
        var pipeline = new RecordPipeline<ToLogs>(new(writer));
        await pipeline.RunAsync(
            new CaptureInputs { Paths = [Shared.Capture(capture)] }, TestContext.Current.CancellationToken);
        pipeline.Complete();
        return folder;
    }

    private readonly struct ToLogs(ZeekLogWriter writer) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => writer.OnRecord(in record, body);
    }
}
