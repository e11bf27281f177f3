using System.Buffers;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Rows;

namespace CraneAnomaly.Telemetry.Sparkplug;

/// <summary>
/// Reads messages of Sparkplug B (3.0.0), one a line: topic, space, payload in hexadecimal. The device is the crane, or the
/// edge node where a message is its own. What is no birth and no data (deaths, commands, states) carries no measurement.
/// </summary>
internal sealed class SparkplugReader<TSink>(
    TSink sink, Limits limits, TelemetryCounters counters, NameTable names, TextSymbols texts, SymbolTable symbols)
    : TelemetryReader<TSink>(sink, limits, counters) where TSink : struct, IPacketSink
{
    private readonly int _mostEdges = limits.Cranes;
    private readonly Limits _nodeLimits = limits;

    // By group and name, as they stand in the topic.
    private readonly Dictionary<(string Group, string Node), SparkplugEdge> _edges = [];
    private byte[] _payload = new byte[1024];

    /// <inheritdoc/>
    protected override Violation ReadLine(ReadOnlySpan<byte> text, int length)
    {
        var line = text[..length];
        int space = line.LastIndexOf((byte)' ');
        if (space is < 0 or > SparkplugTopic.MostLetters) return Violation.MalformedLine;
        Span<char> letters = stackalloc char[SparkplugTopic.MostLetters];
        letters = letters[..Encoding.UTF8.GetChars(line[..space], letters)];
        if (!SparkplugTopic.TryRead(letters, out var topic)) return Violation.MalformedLine;
        if (!topic.HasValues) return Violation.None;

        var digits = line[(space + 1)..];
        if (_payload.Length < digits.Length / 2) _payload = new byte[digits.Length / 2];
        if (Convert.FromHexString(digits, _payload, out int consumed, out int written) != OperationStatus.Done || consumed < digits.Length)
            return Violation.MalformedLine;
        if (EdgeOf(topic) is not { } edge || edge.Publisher(topic.Device) is not { } node) return Violation.TooManyCranes;
        var rows = new Rows(this);
        long unknown = node.UnknownAliases;
        int crane = symbols.Intern(topic.Device.IsEmpty ? topic.Node.ToString() : topic.Device.ToString());
        var wrong = node.Read(_payload.AsSpan(0, written), topic.IsBirth, crane, ref rows);
        Counters.UnknownAliases += node.UnknownAliases - unknown;
        if (edge.IsGap(node.Sequence, topic.IsNodeBirth)) Counters.SequenceGaps++;
        return wrong;
    }

    private SparkplugEdge? EdgeOf(SparkplugTopic topic)
    {
        var key = (topic.Group.ToString(), topic.Node.ToString());
        if (_edges.TryGetValue(key, out var edge) || _edges.Count >= _mostEdges) return edge;
        _edges.Add(key, edge = new(names, texts, _nodeLimits));
        return edge;
    }

    private readonly struct Rows(SparkplugReader<TSink> reader) : IRowTaker
    {
        public Violation Take(int crane, long timestampNs, long receivedNs, ReadOnlySpan<SignalValue> values) =>
            reader.TakeRow(crane, timestampNs, receivedNs, values);
    }
}
