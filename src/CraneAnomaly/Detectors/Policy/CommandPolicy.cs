using CraneAnomaly.Features;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Policy;

/// <summary>Who may write to controllers, and who is known to poll them, as the site has said.</summary>
internal sealed class CommandPolicy(SitePolicy policy, SymbolTable symbols)
{
    private readonly ListedPair[] _writers = [.. policy.Writers.Select(entry => new ListedPair(entry))];
    private readonly ListedPair[] _polling = [.. policy.KnownPolling.Select(entry => new ListedPair(entry))];

    /// <summary>What the lists say of a command; <paramref name="known"/> keeps what does not change.</summary>
    public Standing Of(in CommandEvent command, in OtRecord record, in FlowIdentity flow, ref Standing known)
    {
        if (known is not (Standing.Unasked or Standing.ByTheClock)) return known;
        var standing = Ask(command.Writes, record, flow, out bool lasts);

        // Hosts past the cap of the table of assets share a number: what is known of one is not known of the next.
        if (known == Standing.Unasked && command is { Client: > 0, Server: > 0 }) known = lasts ? standing : Standing.ByTheClock;
        return standing;
    }

    /// <summary>Whether who asks is known to poll so.</summary>
    public bool IsKnownPolling(in OtRecord record, in FlowIdentity flow) =>
        (record.Flags & RecordFlags.Writes) == 0 && Ask(false, record, flow, out _) == Standing.Approved;

    /// <summary>Whether the list names the function of a command, and not just its sender.</summary>
    public bool NamesFunction(in OtRecord record, in FlowIdentity flow)
    {
        string function = symbols.Name(record.FunctionSymbol);
        foreach (var entry in _writers)
            if (entry.NamesFunctions && entry.Covers(record, flow, function) && entry.HoldsAt(record.TimestampNs)) return true;
        return false;
    }

    /// <summary>Whether the list allows the sender anything.</summary>
    public bool ListsWriter(IpAddress source) => Array.Exists(_writers, entry => entry.IsFrom(source));

    /// <summary>Why the list of writers does not allow a command, to stand behind "it".</summary>
    public string WhyNot(in OtRecord record, in FlowIdentity flow)
    {
        string function = symbols.Name(record.FunctionSymbol);
        ListedPair? nearest = null;
        int fewest = int.MaxValue;
        foreach (var entry in _writers)
        {
            if (!entry.IsFrom(flow.Originator) || entry.Differences(record, flow, function) is var count && count >= fewest) continue;
            (nearest, fewest) = (entry, count);
        }

        return nearest is null
            ? "is not in the list of approved writers"
            : $"is approved as a writer {nearest.Difference(record, flow, function)}";
    }

    private Standing Ask(bool writes, in OtRecord record, in FlowIdentity flow, out bool lasts)
    {
        var list = writes ? _writers : _polling;
        lasts = true;
        if (list.Length == 0) return Standing.Unlisted;
        string function = symbols.Name(record.FunctionSymbol);
        bool now = false;
        foreach (var entry in list)
        {
            if (!entry.Covers(record, flow, function)) continue;
            if (entry.IsAlways)
            {
                lasts = true;
                return Standing.Approved;
            }

            lasts = false;
            now |= entry.HoldsAt(record.TimestampNs);
        }

        return now ? Standing.Approved : writes ? Standing.NotApproved : Standing.Unlisted;
    }
}
