using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Aot;

/// <summary>
/// Judges a capture by a trained baseline and writes the alerts as <c>crane-anomaly detect</c> does, with nothing but the
/// core: <c>BASELINE CAPTURE</c>. Says on standard error how soon after the start of the process the first alert was out.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments.Length != 2)
        {
            await Console.Error.WriteLineAsync("usage: BASELINE CAPTURE");
            return 2;
        }

        await using var output = Console.OpenStandardOutput();
        var sink = new LineSink(output, arguments[1]);
        var baseline = Baseline.Load(arguments[0]);
        var pipeline = DetectionPipeline.Create(baseline, sink: sink);
        sink.Symbols = pipeline.Symbols;
        await pipeline.RunAsync(new CaptureInputs { Paths = [arguments[1]] });

        // What is told at the end is told by a pipeline that was restored: nothing of it is found out by reflection.
        var state = new ArrayBufferWriter<byte>();
        pipeline.Save(state);
        DetectionPipeline.Restore(state.WrittenSpan, baseline, sink: sink).Complete();
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"first alert after {sink.FirstAlert.TotalMilliseconds:F1} ms"));
        return 0;
    }

    private sealed class LineSink(Stream output, string capture) : IAlertSink
    {
        private readonly ArrayBufferWriter<byte> _line = new(4096);
        private AlertJsonWriter? _writer;
        private string? _hash;

        public SymbolTable? Symbols { get; set; }

        public TimeSpan FirstAlert { get; private set; }

        public void OnAlert(Alert alert)
        {
            _writer ??= new(Symbols!, [capture], _ => _hash ??= Hash());
            _line.ResetWrittenCount();
            _writer.Write(alert, _line);
            output.Write(_line.WrittenSpan);
            output.Flush();
            if (FirstAlert == TimeSpan.Zero) FirstAlert = DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime();
        }

        private string Hash()
        {
            using var file = File.OpenRead(capture);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
    }
}
