using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Tests.Pipeline;
using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Tests.Alerts;

/// <summary>The alerts of an attack as they were written, beside the capture and its records.</summary>
internal sealed class AlertLog(CraneTraffic traffic) : IAlertSink
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private AlertJsonWriter? _writer;

    public CraneTraffic Traffic => traffic;

    public byte[] Capture { get; } = traffic.ToPcap();

    public List<Alert> Alerts { get; } = [];

    public HashSet<string> RecordLines { get; } = [];

    public byte[] Bytes => _output.WrittenSpan.ToArray();

    public IReadOnlyList<string> Lines => Encoding.UTF8.GetString(_output.WrittenSpan).TrimEnd('\n').Split('\n');

    /// <summary>A stranger looks around, writes, and stops a controller; then speaks with a host it does not know.</summary>
    public static async Task<AlertLog> OfAnAttackAsync()
    {
        var site = CraneSite.Clean(20, days: 1);
        var talk = site.Traffic.Connect(CraneSite.Stranger, CraneSite.First);
        for (int i = 0; i < 10; i++) talk.Ask(Read(3, 10 * i, 10), Registers(3, new int[10]));
        talk.Order(WriteRegister(100, 500));
        talk.Order(Umas(1, 0x41, 0xFF));
        site.Traffic.Datagram(CraneSite.Stranger, CraneSite.Historian, 9000);
        site.Talk.Order(WriteRegister(100, 60_000));
        site.Run(10);

        var log = new AlertLog(site.Traffic);
        using var folder = new TempFolder();
        var inputs = new CaptureInputs { Paths = [folder.Write("work.pcap", log.Capture)] };
        var options = new DetectionOptions { Site = "Quay 7", Handling = "TLP:AMBER" };
        await using var pipeline = DetectionPipeline.Create(CraneSite.Baseline, options, log);
        log._writer = new(pipeline.Symbols, inputs.Paths, _ => Convert.ToHexStringLower(SHA256.HashData(log.Capture)));
        await pipeline.RunAsync(inputs);
        pipeline.Complete();
        await log.ReadRecordsAsync(inputs);
        return log;
    }

    public static byte[] Join(IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    public JsonElement Parse(int line) => JsonDocument.Parse(Lines[line]).RootElement;

    public void OnAlert(Alert alert)
    {
        Alerts.Add(alert);
        _writer!.Write(alert, _output);
    }

    private async Task ReadRecordsAsync(CaptureInputs inputs)
    {
        var lines = new ArrayBufferWriter<byte>();
        var sink = new LineWriter();
        var records = new RecordPipeline<LineWriter.Sink>(new(sink));
        sink.Writer = new(records.Symbols, inputs.Paths, lines);
        await records.RunAsync(inputs);
        records.Complete();
        RecordLines.UnionWith(Encoding.UTF8.GetString(lines.WrittenSpan).Split('\n'));
    }

    private sealed class LineWriter
    {
        public RecordJsonWriter? Writer { get; set; }

        public readonly struct Sink(LineWriter lines) : IRecordSink
        {
            public void OnRecord(in OtRecord record, RecordBody body) => lines.Writer!.OnRecord(record, body);
        }
    }
}
