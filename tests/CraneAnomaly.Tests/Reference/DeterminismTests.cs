using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using System.Text.RegularExpressions;
using CraneAnomaly.Alerts;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Protocols;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Tests.Capture.Files;
using CraneAnomaly.Tests.Support;
using static CraneAnomaly.Tests.Reference.LemayRuns;

namespace CraneAnomaly.Tests.Reference;

/// <summary>Same input, same bytes: whatever the chunks, the way in, the tables' secrets and the process.</summary>
public sealed partial class DeterminismTests
{
    private const string InputName = "capture";
    private const string Small = "modbus/cisagov-icsnpp-modbus/modbus_example.pcap";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Learn_Twice_GivesEqualBytes()
    {
        byte[] first = Bytes(await BaselineAsync()), second = Bytes(await LearnAsync());
        Assert.True(first.Length > 1000, $"{first.Length} bytes");
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData(Small, 1)]
    [InlineData(CommandAndControl, 7)]
    [InlineData(CommandAndControl, 4095)]
    [InlineData(Characterization, 4095)]
    public async Task Detect_InChunks_GivesEqualBytes(string capture, int chunk)
    {
        byte[] file = await File.ReadAllBytesAsync(Shared.Capture(capture), Cancellation);
        string whole = await DetectAsync(file);
        string chunked = await DetectAsync(pipeline => pipeline.RunAsync(new TricklePipeReader(file, chunk)));
        Assert.Contains("\"activity\":\"close\"", whole, StringComparison.Ordinal);
        Assert.Equal(whole, chunked);
    }

    [Theory]
    [InlineData(Small)]
    [InlineData(CommandAndControl)]
    public async Task Detect_PacketByPacket_GivesEqualBytesButForFileOffsets(string capture)
    {
        string path = Shared.Capture(capture);
        byte[] file = await File.ReadAllBytesAsync(path, Cancellation);
        string whole = await DetectAsync(file);
        string packets = await DetectAsync(pipeline =>
        {
            foreach (var packet in PlainCapture.Read(path))
                pipeline.Process(packet.Data, packet.LinkType, Time(packet));
            return Task.CompletedTask;
        });

        // A packet without a file has no offset in one, and the chain is over all bytes of a line.
        Assert.Equal(OffsetOrChain().Replace(whole, ""), OffsetOrChain().Replace(packets, ""));
    }

    [Theory]
    [InlineData("modbus/iti/ModbusTCP__mb2.pcap")]
    [InlineData("tcp/zeek/tcp__missing-syn.pcap")]
    public async Task Records_OtherTableSecrets_GiveEqualBytes(string capture)
    {
        string[] texts = [.. await Task.WhenAll(((ulong[])[1, 2, 3]).Select(seed => RecordsAsync(capture, seed)))];
        Assert.NotEmpty(texts[0]);
        Assert.Equal(texts[0], texts[1]);
        Assert.Equal(texts[0], texts[2]);
    }

    [Fact]
    public async Task Detect_InTwoProcesses_GivesEqualBytes()
    {
        // The secrets of the detectors' tables are drawn once a process.
        string capture = Shared.Capture(Characterization);
        string[] texts = [await RunCommandAsync("detect", capture), await RunCommandAsync("detect", capture)];
        Assert.Contains("command.scan", texts[0], StringComparison.Ordinal);
        Assert.Equal(texts[0], texts[1]);
    }

    private static DateTimeOffset Time(PlainPacket packet) =>
        DateTimeOffset.UnixEpoch.AddTicks(packet.TimestampNs / 100);

    private static byte[] Bytes(Baseline baseline)
    {
        using var stream = new MemoryStream();
        baseline.Save(stream);
        return stream.ToArray();
    }

    private static Task<string> DetectAsync(byte[] file) =>
        DetectAsync(pipeline => pipeline.RunAsync(PipeReader.Create(new ReadOnlySequence<byte>(file))));

    private static async Task<string> DetectAsync(Func<DetectionPipeline, Task> feed)
    {
        var alerts = new AlertLines();
        await using var pipeline = DetectionPipeline.Create(await BaselineAsync(), sink: alerts);
        alerts.Writer = new AlertJsonWriter(pipeline.Symbols, [InputName], _ => null);
        await feed(pipeline);
        pipeline.Complete();
        return alerts.Text;
    }

    private static async Task<string> RecordsAsync(string capture, ulong seed)
    {
        var text = new ArrayBufferWriter<byte>();
        var symbols = new SymbolTable(Limits.Default.Symbols);
        var reader = new TrafficReader<RecordLines>(
            Limits.Default, new CaptureCounters(), ProtocolCatalog.Create<RecordLines>(Limits.Default, symbols),
            new(new RecordJsonWriter(symbols, [InputName], text)), seed);
        using var input = new CaptureInput<ToTraffic>(
            Shared.Capture(capture), InputFormat.Auto, new(reader), Limits.Default);
        await input.RunAsync(Cancellation);
        reader.EndInput();
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static async Task<string> RunCommandAsync(params string[] arguments)
    {
        string command = Path.Combine(AppContext.BaseDirectory, "crane-anomaly.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [command, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        string text = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, await errors);
        return text;
    }

    [GeneratedRegex("""("offset":\d+,)|(,"chain":\{[^}]*\})""")]
    private static partial Regex OffsetOrChain();

    private readonly struct RecordLines(RecordJsonWriter writer) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => writer.OnRecord(in record, body);
    }

    private readonly struct ToTraffic(TrafficReader<RecordLines> reader) : IPacketSink
    {
        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => reader.OnPacket(in packet, data);

        public void OnFileEvent(Violation violation, long frame, long offset, long amount) =>
            reader.OnFileEvent(violation, frame, offset, amount);
    }

    private sealed class AlertLines : IAlertSink
    {
        private readonly ArrayBufferWriter<byte> _text = new();

        public AlertJsonWriter? Writer { get; set; }

        public string Text => Encoding.UTF8.GetString(_text.WrittenSpan);

        public void OnAlert(Alert alert) => Writer!.Write(alert, _text);
    }
}
