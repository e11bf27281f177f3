using System.Globalization;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Policy;

/// <summary>One entry of the list of writers or of known polling, ready to be compared.</summary>
internal sealed class ListedPair
{
    private readonly PolicyWriter _entry;
    private readonly int[] _codes;
    private readonly PolicyTimes _times;

    public ListedPair(PolicyWriter entry)
    {
        _entry = entry;
        _codes = [.. entry.Functions.Select(CodeOf)];
        PolicyTimes.TryParse(entry.From, entry.To, out _times);
    }

    /// <summary>Whether it holds at all times.</summary>
    public bool IsAlways => _times.IsAlways;

    /// <summary>Whether it names functions, and does not just allow all of them.</summary>
    public bool NamesFunctions => _codes.Length > 0;

    /// <summary>Whether it is about who sends.</summary>
    public bool IsFrom(IpAddress source) => _entry.Source is not { } network || network.Contains(source);

    /// <summary>Whether it allows a command, at some time.</summary>
    public bool Covers(in OtRecord record, in FlowIdentity flow, string function) => IsFrom(flow.Originator)
        && IsTo(flow.Responder) && (_entry.Unit is not { } unit || unit == record.Unit) && Allows(record.FunctionCode, function);

    /// <summary>Whether it holds at a time.</summary>
    public bool HoldsAt(long timestampNs) => _times.Contains(timestampNs);

    /// <summary>In how many respects it is about something else; who sends is the same.</summary>
    public int Differences(in OtRecord record, in FlowIdentity flow, string function) =>
        (IsTo(flow.Responder) ? 0 : 1) + (_entry.Unit is not { } unit || unit == record.Unit ? 0 : 1)
        + (Allows(record.FunctionCode, function) ? 0 : 1) + (HoldsAt(record.TimestampNs) ? 0 : 1);

    /// <summary>In which respects, in words.</summary>
    public string Difference(in OtRecord record, in FlowIdentity flow, string function)
    {
        var parts = new List<string>();
        if (!IsTo(flow.Responder)) parts.Add($"to other controllers than {flow.Responder}");
        if (_entry.Unit is { } unit && unit != record.Unit)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"to unit {unit}, not {record.Unit}"));
        if (!Allows(record.FunctionCode, function)) parts.Add($"for {string.Join(", ", _entry.Functions)}, not {function}");
        if (!HoldsAt(record.TimestampNs))
            parts.Add($"from {_entry.From ?? "ever"} to {_entry.To ?? "ever"}, not at {EventTime.ToText(record.TimestampNs)[11..19]}");
        return string.Join(" and ", parts);
    }

    private bool IsTo(IpAddress destination) => _entry.Destination is not { } network || network.Contains(destination);

    private bool Allows(int code, string function)
    {
        if (_codes.Length == 0) return true;
        for (int i = 0; i < _codes.Length; i++)
        {
            if (_codes[i] == code || (_codes[i] < 0 && _entry.Functions[i] == function)) return true;
        }

        return false;
    }

    // A function may stand there by its number.
    private static int CodeOf(string function) =>
        int.TryParse(function, NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : -1;
}
