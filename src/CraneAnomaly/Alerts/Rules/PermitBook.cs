using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Alerts.Rules;

/// <summary>The permits of a site: which one covers what was done, and why the nearest one does not.</summary>
internal sealed class PermitBook
{
    private readonly Entry[] _permits;

    // In force from one change to the next: what is asked again and again looks at these alone.
    private readonly List<int> _inForce = [];
    private long _knownFromNs = long.MaxValue;
    private long _knownToNs = long.MinValue;

    public PermitBook(IReadOnlyList<Permit> permits) => _permits = [.. permits.Select(Entry.Of)];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _permits.Length == 0;

    /// <summary>The first permit of the list that covers it; -1 for none.</summary>
    public int Find(in PermitCase work)
    {
        if (work.TimestampNs < _knownFromNs || work.TimestampNs >= _knownToNs) LookUp(work.TimestampNs);
        foreach (int number in _inForce)
        {
            ref readonly var entry = ref _permits[number];
            if (entry.Allows(work) && entry.IsForSource(work) && entry.IsForCrane(work)) return number;
        }

        return -1;
    }

    /// <summary>The number of a permit.</summary>
    public string Id(int permit) => _permits[permit].Permit.Id;

    /// <summary>What stands in the alert.</summary>
    public AlertPermit Explain(in PermitCase work)
    {
        if (IsEmpty) return AlertPermit.NoneGiven;
        if (!work.Scope.CanBePermitted) return new(false, null, "no permit covers this kind of alert");
        int found = Find(work);
        return found >= 0 ? new(true, Id(found), Covers(_permits[found].Permit, work)) : new(false, null, WhyNot(work));
    }

    private void LookUp(long nowNs)
    {
        (_knownFromNs, _knownToNs) = (long.MinValue, long.MaxValue);
        _inForce.Clear();
        for (int i = 0; i < _permits.Length; i++)
        {
            var permit = _permits[i].Permit;
            if (nowNs < permit.FromNs)
            {
                _knownToNs = Math.Min(_knownToNs, permit.FromNs);
            }
            else if (nowNs >= permit.ToNs)
            {
                _knownFromNs = Math.Max(_knownFromNs, permit.ToNs);
            }
            else
            {
                _knownFromNs = Math.Max(_knownFromNs, permit.FromNs);
                _knownToNs = Math.Min(_knownToNs, permit.ToNs);
                _inForce.Add(i);
            }
        }
    }

    private static string Covers(Permit permit, in PermitCase work)
    {
        string text = $"permit {permit.Id} allows {Words(work.Scope.Actions & Entry.Of(permit).Actions)}"
            + (permit.Crane.Length > 0 ? $" on {permit.Crane}" : "")
            + (permit.Source.Length > 0 && work.ComparesSource ? $" from {permit.Source}" : "")
            + $" until {EventTime.ToText(permit.ToNs)[..19]}Z";
        var people = new List<string>();
        if (permit.Person.Length > 0) people.Add($"for {permit.Person}");
        if (permit.ApprovedBy.Length > 0) people.Add($"approved by {permit.ApprovedBy}");
        if (people.Count > 0) text += $" ({string.Join(", ", people)})";
        return work.Scope.Lowers ? text : text + "; a broken interlock stays as severe";
    }

    // Of those with the fewest differences the one nearest in time, and then the first of the list.
    private string WhyNot(in PermitCase work)
    {
        int nearest = -1, fewest = int.MaxValue;
        ulong distance = ulong.MaxValue;
        for (int i = 0; i < _permits.Length; i++)
        {
            ref readonly var entry = ref _permits[i];
            ulong away = entry.DistanceNs(work.TimestampNs);
            int differences = (away > 0 ? 1 : 0) + (entry.Allows(work) ? 0 : 1) + (entry.IsForSource(work) ? 0 : 1) + (entry.IsForCrane(work) ? 0 : 1);
            if (differences > fewest || (differences == fewest && away >= distance)) continue;
            (nearest, fewest, distance) = (i, differences, away);
        }

        return _permits[nearest].Difference(work);
    }

    private static string Words(PermitActions actions) => actions.ToString().ToLowerInvariant();

    // A write is called a write, though it would be permitted as the setting of a parameter too.
    private static string Asked(PermitActions actions) => (actions & PermitActions.Write) != 0
        ? "write"
        : Words(actions).Replace(", ", " or ", StringComparison.Ordinal);

    internal readonly record struct Entry(Permit Permit, PermitActions Actions, IpNetwork? Source)
    {
        public static Entry Of(Permit permit)
        {
            var actions = PermitActions.None;
            foreach (string action in permit.Actions) actions |= Enum.Parse<PermitActions>(action, ignoreCase: true);
            return new(permit, actions, IpNetwork.TryParse(permit.Source, out var network) ? network : null);
        }

        public bool Allows(in PermitCase work) => (Actions & work.Scope.Actions) != 0;

        public bool IsForSource(in PermitCase work) =>
            Permit.Source.Length == 0 || !work.ComparesSource || (Source is { } network && network.Contains(work.Source));

        public bool IsForCrane(in PermitCase work) => Permit.Crane.Length == 0 || !work.ComparesCrane
            || string.Equals(Permit.Crane, work.Crane, StringComparison.OrdinalIgnoreCase);

        /// <summary>How far a time is from the permit's; 0 within. The end is not within.</summary>
        public ulong DistanceNs(long timestampNs) => timestampNs < Permit.FromNs ? (ulong)Permit.FromNs - (ulong)timestampNs
            : timestampNs >= Permit.ToNs ? (ulong)timestampNs - (ulong)Permit.ToNs + 1
            : 0;

        public string Difference(in PermitCase work)
        {
            var differences = new List<string>();
            if (!IsForCrane(work))
                differences.Add(work.Crane is { } crane ? $"covers {Permit.Crane}, not {crane}" : $"covers {Permit.Crane}, and which crane this is is not known");
            if (!IsForSource(work))
                differences.Add(Source is null ? $"is for source {Permit.Source}, which is no address" : $"is for source {Permit.Source}, not {work.Source}");
            if (!Allows(work))
                differences.Add($"allows {(Actions == 0 ? "nothing" : Words(Actions))}, not {Asked(work.Scope.Actions)}");
            if (work.TimestampNs >= Permit.ToNs) differences.Add($"ended {Duration(DistanceNs(work.TimestampNs) - 1)} before");
            else if (work.TimestampNs < Permit.FromNs) differences.Add($"begins {Duration(DistanceNs(work.TimestampNs))} later");
            return $"permit {Permit.Id} {string.Join("; it ", differences)}";
        }

        private static string Duration(ulong ns)
        {
            ulong seconds = ns / 1_000_000_000;
            return seconds switch
            {
                < 120 => $"{seconds} s",
                < 7_200 => $"{seconds / 60} min",
                < 172_800 => $"{seconds / 3_600} h",
                _ => $"{seconds / 86_400} days",
            };
        }
    }
}
