using System.Globalization;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Tests.Telemetry;

/// <summary>Keeps rows with the bits of their values, and what is wrong, each with its line.</summary>
internal sealed class BitRun
{
    public SymbolTable Symbols { get; } = new(Limits.Default.Symbols);

    public List<(long Line, string Text)> Rows { get; } = [];

    public List<(long Line, string Text)> Wrong { get; } = [];

    private string Show(in SignalValue value)
    {
        string signal = value.Signal.IsKnown ? value.Signal.Id.ToString(CultureInfo.InvariantCulture) : Encoding.UTF8.GetString(Symbols.Utf8(value.Signal.Symbol));
        return value.Type == SignalType.Text
            ? $"{signal}={Encoding.UTF8.GetString(Symbols.Utf8(value.Symbol))}"
            : string.Create(CultureInfo.InvariantCulture, $"{signal}={value.Type}{value.Quality}{BitConverter.DoubleToInt64Bits(value.Number):X16}");
    }

    public readonly struct Sink(BitRun run) : IPacketSink
    {
        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => Assert.Fail("a packet");

        public void OnFileEvent(Violation violation, long frame, long offset, long amount) => run.Wrong.Add((0, violation.ToString()));

        public void OnRow(in OtRecord row, ReadOnlySpan<SignalValue> values, long offset)
        {
            if (row.Kind == RecordKind.Violation)
            {
                run.Wrong.Add((row.Frame, row.Violation.ToString()));
                return;
            }

            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"{row.TimestampNs} {Encoding.UTF8.GetString(run.Symbols.Utf8(row.Crane))}");
            foreach (ref readonly var value in values) text.Append(' ').Append(run.Show(in value));
            run.Rows.Add((row.Frame, text.ToString()));
        }
    }
}
