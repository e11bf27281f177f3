using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Summary;

/// <summary>What was seen on a link. Of bounded size.</summary>
internal sealed class LinkTraffic(LinkKey key)
{
    private const int MaxFunctions = 256;

    private readonly Dictionary<(int Symbol, ushort Code), FunctionTraffic> _functions = [];
    private readonly long[] _violations = new long[Violations.Count];
    private readonly long[] _exceptionCodes = new long[256];
    private readonly bool[] _units = new bool[256];

    public LinkKey Key => key;

    public OtProtocol Protocol { get; private set; }

    public long FirstNs { get; private set; } = long.MaxValue;

    public long LastNs { get; private set; } = long.MinValue;

    public long Flows { get; private set; }

    public long UnknownFlows { get; private set; }

    public long Packets { get; private set; }

    public long PayloadBytes { get; private set; }

    public long UnknownBytes { get; private set; }

    public long MissedBytes { get; private set; }

    public long Requests { get; private set; }

    public long Responses { get; private set; }

    public long Exceptions { get; private set; }

    public long Events { get; private set; }

    public long Matched { get; private set; }

    /// <summary>PDUs of functions past the cap, told only in the totals.</summary>
    public long OtherFunctions { get; private set; }

    public long Unanswered => Math.Max(Requests - Matched, 0);

    public long ViolationTotal { get; private set; }

    public IReadOnlyList<long> ViolationCounts => _violations;

    public IReadOnlyList<long> ExceptionCodes => _exceptionCodes;

    public IReadOnlyList<bool> Units => _units;

    /// <summary>The functions, by code, then name.</summary>
    public List<FunctionTraffic> SortedFunctions(SymbolTable symbols)
    {
        var sorted = new List<FunctionTraffic>(_functions.Values);
        sorted.Sort((a, b) => a.Code != b.Code
            ? a.Code.CompareTo(b.Code)
            : string.CompareOrdinal(symbols.Name(a.Symbol), symbols.Name(b.Symbol)));
        return sorted;
    }

    /// <summary>Takes a record of the link.</summary>
    public void Add(in OtRecord record, RecordBody body)
    {
        FirstNs = Math.Min(FirstNs, record.TimestampNs);
        LastNs = Math.Max(LastNs, record.TimestampNs);
        if (record.Violation != Violation.None && (int)record.Violation < _violations.Length)
        {
            _violations[(int)record.Violation]++;
            ViolationTotal++;
        }

        if (record.Kind == RecordKind.Flow && body.Is<FlowSummary>()) AddFlow(in body.Summary);
        else if (record.Kind.IsPdu()) AddPdu(in record, body);
    }

    private void AddFlow(in FlowSummary summary)
    {
        FirstNs = Math.Min(FirstNs, summary.FirstNs);
        LastNs = Math.Max(LastNs, summary.LastNs);
        long payload = summary.OriginatorBytes + summary.ResponderBytes;
        Flows++;
        Packets += summary.OriginatorPackets + summary.ResponderPackets;
        PayloadBytes += payload;
        MissedBytes += summary.MissedBytes;
        if (summary.Service is not (OtProtocol.Unknown or OtProtocol.Flow))
        {
            Protocol = summary.Service;
        }
        else if (payload > 0)
        {
            UnknownFlows++;
            UnknownBytes += payload;
        }
    }

    private void AddPdu(in OtRecord record, RecordBody body)
    {
        if (record.Protocol is not (OtProtocol.Unknown or OtProtocol.Flow)) Protocol = record.Protocol;
        switch (record.Kind)
        {
            case RecordKind.Request: Requests++; break;
            case RecordKind.Response: Responses++; break;
            case RecordKind.Exception: Exceptions++; break;
            default: Events++; break;
        }

        if ((record.Flags & RecordFlags.Matched) != 0) Matched++;
        if (record.Unit < _units.Length && !record.Protocol.HasFacts()) _units[record.Unit] = true;

        var name = (record.FunctionSymbol, record.FunctionCode);
        if (!_functions.TryGetValue(name, out var function))
        {
            if (_functions.Count >= MaxFunctions)
            {
                OtherFunctions++;
                return;
            }

            _functions.Add(name, function = new FunctionTraffic(record.FunctionSymbol, record.FunctionCode));
        }

        function.Count(record.Kind);
        if (!body.Is<RegisterAccess>()) return;
        ref readonly var access = ref body.Registers;
        if (access.ExceptionCode != 0) _exceptionCodes[access.ExceptionCode]++;
        function.Cover(access.Address, access.Quantity);
        function.Cover(access.WriteAddress, access.WriteQuantity);
        if (access.Values == ValueKind.Registers) function.Values(body.Payload, access.ValueCount);
    }
}
