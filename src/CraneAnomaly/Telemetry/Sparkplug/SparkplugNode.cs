using System.Text.Unicode;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Rows;

namespace CraneAnomaly.Telemetry.Sparkplug;

/// <summary>
/// Payloads of one edge node or device of Sparkplug B (3.0.0): births say which alias stands for which name, data
/// mostly carry aliases alone. Gives rows; what carries the payloads is not its matter.
/// </summary>
internal sealed class SparkplugNode(NameTable names, TextSymbols texts, Limits limits)
{
    private const int MostAliases = 4_096;
    private const ulong LastMillisecond = long.MaxValue / 1_000_000;

    private readonly Dictionary<ulong, int> _aliases = [];
    private readonly RowMessage _message = new(names, texts, limits);

    /// <summary>Number of the payload read last; -1 where it has none.</summary>
    public int Sequence { get; private set; } = -1;

    /// <summary>Metrics whose alias no birth has told.</summary>
    public long UnknownAliases { get; private set; }

    /// <summary>Reads a payload.</summary>
    /// <param name="payload">The bytes.</param>
    /// <param name="isBirth">Whether it is an NBIRTH or a DBIRTH: the aliases of before are forgotten.</param>
    /// <param name="crane">Symbol of the crane that the topic names.</param>
    /// <param name="rows">Takes its rows, one for each time.</param>
    /// <returns>What is wrong with it.</returns>
    public Violation Read<TRows>(ReadOnlySpan<byte> payload, bool isBirth, int crane, ref TRows rows)
        where TRows : struct, IRowTaker
    {
        _message.Begin();
        _message.Crane(0) = crane;
        Sequence = -1;
        if (isBirth) _aliases.Clear();
        var rest = payload;
        while (!rest.IsEmpty)
        {
            if (!ProtoField.TryRead(ref rest, out var field)) return Violation.MalformedLine;
            var wrong = Violation.None;
            switch (field.Number)
            {
                case 1 when !field.IsBytes:
                    if (field.Value > LastMillisecond) return Violation.InvalidTimestamp;
                    _message.MessageNs = (long)field.Value * 1_000_000;
                    break;
                case 2 when field.IsBytes:
                    // Where it lies in the payload, for its text.
                    wrong = Take(field.Bytes, payload, isBirth);
                    break;
                case 3 when !field.IsBytes:
                    Sequence = (int)(field.Value & 0xFF);
                    break;
            }

            if (wrong != Violation.None) return wrong;
        }

        var unreadable = _message.Finish(payload);
        return unreadable != Violation.None ? unreadable : _message.Count == 0 ? Violation.None : _message.Emit(ref rows);
    }

    private Violation Take(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> payload, bool isBirth)
    {
        if (!SparkplugMetric.TryRead(bytes, out var metric)) return Violation.MalformedLine;
        int name = NameOf(metric, isBirth);
        if (metric.Kind == SparkplugValue.None || name < 0) return Violation.None;
        var role = names[name].Role == NameRole.Unresolved ? names.Resolve(name) : names[name].Role;
        if (role != NameRole.Value) return Violation.None;
        int time = -1;
        if (metric.HasTimestamp)
        {
            if (metric.Timestamp > LastMillisecond) return Violation.InvalidTimestamp;
            time = _message.FindTime((long)metric.Timestamp * 1_000_000);
            if (time < 0) return Violation.TooManyValues;
        }

        var kind = metric.Kind switch { SparkplugValue.Text => RawKind.Text, SparkplugValue.Flag => RawKind.Flag, _ => RawKind.Number };
        if (kind == RawKind.Text && !Utf8.IsValid(metric.Text)) return Violation.InvalidEncoding;
        int raw = _message.AddRaw(kind, name, crane: 0, time);
        if (raw < 0) return Violation.TooManyValues;
        ref var value = ref _message[raw];
        value.Number = metric.Number;
        if (kind == RawKind.Text && payload.Overlaps(metric.Text, out int at)) (value.Start, value.Length) = (at, metric.Text.Length);
        return Violation.None;
    }

    // 6.4.7: a name stands in births; data may carry the alias alone.
    private int NameOf(in SparkplugMetric metric, bool isBirth)
    {
        if (!metric.Name.IsEmpty)
        {
            if (!Utf8.IsValid(metric.Name)) return -1;
            int name = names.Get(NameTable.Root, metric.Name);
            if (isBirth && metric.HasAlias && name >= 0 && (_aliases.Count < MostAliases || _aliases.ContainsKey(metric.Alias)))
                _aliases[metric.Alias] = name;
            return name;
        }

        if (metric.HasAlias && _aliases.TryGetValue(metric.Alias, out int known)) return known;
        UnknownAliases++;
        return -1;
    }
}
