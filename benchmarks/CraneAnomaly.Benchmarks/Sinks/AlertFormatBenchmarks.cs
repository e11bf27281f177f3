using System.Buffers;
using BenchmarkDotNet.Attributes;
using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Benchmarks.Sinks;

/// <summary>One alert of a set-point out of range in each format; one operation is an alert.</summary>
[MemoryDiagnoser]
public class AlertFormatBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly AlertLink _link = new(42, new string('a', 64));
    private AlertFormat _format = null!;
    private Alert _alert = null!;

    [ParamsSource(nameof(Names))]
    public string Format { get; set; } = "";

    public static IEnumerable<string> Names => AlertFormats.Names;

    [GlobalSetup]
    public void Make()
    {
        const string Title = "hoist.reference was written as 1.93 m/s by 10.1.0.66, which never wrote it before; 0.5 to 1.5 m/s is usual.";
        const string Asset = "10.1.0.11 unit 1";
        _format = AlertFormats.Create(Format, new AlertSource { Symbols = new SymbolTable(), Inputs = ["quay/crane-7.pcap"] });
        var record = new OtRecord
        {
            TimestampNs = 1_772_410_000_000_000_000,
            Frame = 11,
            FunctionCode = 6,
            Unit = 1,
            Protocol = OtProtocol.Modbus,
        };
        var flow = FlowIdentity.None;
        var evidence = new RecordCopy(in record, new RecordBody(in flow, [], []));
        _alert = new Alert
        {
            Id = "3f2a9c01d4e5b6a73f2a9c01d4e5b6a7",
            Revision = 2,
            Activity = AlertActivity.Update,
            Type = AlertCatalog.Get("command.value"),
            Title = Title,
            Severity = 65,
            Confidence = 80,
            Tier = AlertTier.Page,
            Site = "Quay 7",
            Crane = "QC-07",
            Asset = Asset,
            FirstSeenNs = 1_772_410_000_000_000_000,
            LastSeenNs = 1_772_410_002_000_000_000,
            CreatedNs = 1_772_410_003_000_000_000,
            Count = 12,
            Input = 0,
            Frames = (11, 29),
            Source = new(IpAddress.FromV4(0x0A010042), 50_000, new(0x02000A010042)),
            Destination = new(IpAddress.FromV4(0x0A01000B), 502, new(0x02000A01000B)),
            Finding = new()
            {
                Sketch = new("command.value", "value-envelope", new(1, 1), 65, 80, 7.25),
                Title = Title,
                Asset = Asset,
                Evidence = evidence,
                Signal = "hoist.reference",
                Before = "1.2",
                After = "1.93",
                Observed = 1.93,
                Expected = new(0.5, 1.5, "30 days of learning"),
                Unit = "m/s",
                Threshold = 4,
                PValue = 1e-6,
            },
            Detectors = ["value-envelope", "first-seen"],
            Model = new("quay", "3", new string('b', 64)),
            ConfigHash = new string('c', 64),
            Evidence = [evidence],
            Explanations = [new("value", "1.93", "0.5 to 1.5", 0.8)],
        };
    }

    [Benchmark]
    public int Write()
    {
        _output.ResetWrittenCount();
        _format.Write(_alert, _link, _output);
        return _output.WrittenCount;
    }
}
