using System.Globalization;
using CraneAnomaly.Features;
using CraneAnomaly.Features.Sessions;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>
/// Who is at the other end: somebody outside who is on no list (a crane may have been delivered with him, so that having
/// been there while learning is no excuse), a remote session within that nobody took before, an approved endpoint without
/// its permit or at an hour at which it never comes.
/// </summary>
internal sealed class EndpointRules(
    SessionReference reference, Perimeter perimeter, RemoteList remote, IReadOnlySet<IpAddress> signed, IFindingSink findings)
{
    private const double RareHour = 0.05;
    private const int MaxNetworks = 65_536;

    // Beyond so many networks a host called, what is new is that it calls everywhere.
    private const int ManyNetworks = 16;

    // Who comes to so many hosts is not at work on one crane.
    private const int ManyHosts = 3;

    private readonly AssetTable _hosts = new(MaxNetworks);
    private readonly ExactTable<byte> _told = new(MaxNetworks);
    private readonly Dictionary<int, int> _networksOf = [];
    private readonly Dictionary<int, int> _reachedBy = [];

    /// <summary>Hosts and networks not told apart because there were too many.</summary>
    public long Refused => _hosts.Refused + _told.Refused;

    /// <summary>Judges a conversation that was opened.</summary>
    public void OnConversation(in OtRecord record, RecordBody body, bool isSession)
    {
        ref readonly var flow = ref body.Flow;
        if (perimeter.IsOutside(flow.Originator)) JudgeOutside(record, body, flow.Originator, true, isSession);
        else if (perimeter.IsOutside(flow.Responder)) JudgeOutside(record, body, flow.Responder, false, isSession);
        else if (isSession) JudgeInside(record, body);
    }

    /// <summary>Judges what a session says of itself.</summary>
    public void OnSession(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        if (!perimeter.IsOutside(flow.Originator) || SessionUser.Of(body.Payload) is not { } user) return;
        if (remote.Allows(flow.Originator, record.Protocol) && !remote.Allows(flow.Originator, record.Protocol, user))
            TellOutside(record, body, flow.Originator, true, true, user);
    }

    private void JudgeOutside(in OtRecord record, RecordBody body, IpAddress outside, bool comes, bool isSession)
    {
        if (signed.Contains(outside)) return;
        if (!remote.Allows(outside, record.Protocol))
        {
            TellOutside(record, body, outside, comes, isSession, null);
            return;
        }

        if (!isSession || !comes) return;
        if (remote.AsksForPermits && !remote.IsPermitted(outside, record.TimestampNs)) TellNoPermit(record, body);
        JudgeHour(record, body);
    }

    private void JudgeInside(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        if (remote.Allows(flow.Originator, record.Protocol)) return;
        bool? known = reference.Knows(flow, record.Protocol);
        if (known == true)
        {
            JudgeHour(record, body);
            return;
        }

        var sketch = Sketch("session.new-endpoint", "remote-session", 2, known is null ? 25 : 55, known is null ? 60 : 85, record, flow);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        string why = known is null ? "; without a baseline it is not known whether that is usual" : ", which it never did while learning";
        Tell(sketch, record, body, $"{Took(record, flow)}{why}",
            new("session", $"{flow.Originator} -> {SessionWording.Server(flow)}", known is null ? "no baseline" : "not among those learned", 1));
    }

    private void JudgeHour(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        if (reference.HourPValue(flow.Originator, record.Protocol, record.TimestampNs) is not (<= RareHour and var p)) return;
        var sketch = Sketch("session.rare-hour", "hour-of-week", 3, 45, 75, record, flow) with { Score = -Math.Log10(p) };
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        int sessions = reference.SessionsOf(flow.Originator, record.Protocol);
        Tell(sketch, record, body, string.Create(CultureInfo.InvariantCulture,
                $"{Took(record, flow)} on {Clock(record.TimestampNs)} UTC; of {sessions} sessions learned, {p * (sessions + 1) - 1:0} came at so empty an hour"),
            new("hour of the week", Clock(record.TimestampNs), string.Create(CultureInfo.InvariantCulture, $"{sessions} sessions at other hours"), 1), p);
    }

    private void TellNoPermit(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        var sketch = Sketch("session.no-permit", "permit", 4, 60, 95, record, flow);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        Tell(sketch, record, body, $"{Took(record, flow)}: it is an approved remote endpoint, but no permit for a session is in force",
            new("permit", "none for a session from there at that time", "one in force", 1));
    }

    private void TellOutside(in OtRecord record, RecordBody body, IpAddress outside, bool comes, bool isSession, string? user)
    {
        ref readonly var flow = ref body.Flow;
        bool learned = reference.KnowsOutside(outside), isNew = reference.Conversations > 0 && !learned;
        int severity = (comes, isSession) switch { (true, true) => 75, (true, false) => 60, (false, true) => 65, _ => 50 };
        if (isNew) severity = Math.Max(severity, 70);

        // Nobody said what is inside: private addresses are a guess, and an office network calls out all day.
        else if (!perimeter.IsDrawn && !remote.IsGiven) severity -= comes && isSession ? 5 : 15;
        var scope = ScopeOf(flow, outside, comes, out int reached);
        if (comes && reached >= ManyHosts) severity = Math.Min(95, severity + 15);
        var sketch = new FindingSketch("session.new-endpoint", "remote-list", scope, severity, 90, 0);
        if (findings.Absorb(sketch, record, body, findings.PacketOffset)) return;
        string what = SessionWording.Name(record.Protocol, flow), server = SessionWording.Server(flow);
        string title = (comes, isSession) switch
        {
            (true, true) => $"{outside}, from outside, took a remote session ({what}) of {server}{(user is null ? "" : $" as {user}")}",
            (true, false) => $"{outside}, from outside, opened a conversation ({what}) with {server}",
            _ => $"{flow.Originator} called {server} outside ({what})",
        };
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = $"{title}; it {remote.WhyNot(outside, record.Protocol, user)}{(learned ? ", and was there while learning, which nobody has signed off" : "")}{Reach(comes, reached)}",
            Asset = server,
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = true,
            Explanations =
            [
                new("endpoint", $"{outside}, outside of {(perimeter.IsDrawn ? "all zones" : "the private ranges")}", "on the list of remote endpoints", 0.8),
                new("learning", learned ? "was there" : "was not there", "being there is no approval", 0.2),
            ],
            RuledOut =
            [
                SessionWording.NoPermit,
                new("a remote service that was agreed and not listed", "possible", "add it to remote in policy.json if it was"),
            ],
        });
    }

    private static string Took(in OtRecord record, in FlowIdentity flow) =>
        $"{flow.Originator} took a remote session ({record.Protocol.Name()}) of {SessionWording.Server(flow)}";

    private FindingSketch Sketch(string name, string detector, int kind, int severity, int confidence, in OtRecord record, in FlowIdentity flow) => new(
        name, detector,
        new((ulong)'S' << 56 | (ulong)(uint)kind << 48 | (ulong)record.Protocol,
            (ulong)_hosts.ScopeOf(flow.Originator) << 32 | _hosts.ScopeOf(flow.Responder)),
        severity, confidence, 0);

    private void Tell(in FindingSketch sketch, in OtRecord record, RecordBody body, string title, Explanation reason, double p = 1) =>
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = title,
            Asset = SessionWording.Server(body.Flow),
            Evidence = new(record, body) { FileOffset = findings.PacketOffset },
            IsRule = p >= 1,
            PValue = p,
            Explanations = [reason],
            RuledOut = [SessionWording.NoPermit],
        });

    private static string Reach(bool comes, int reached) => comes && reached >= ManyHosts
        ? string.Create(CultureInfo.InvariantCulture, $"; its network has come to {reached} hosts here")
        : "";

    // Also how many hosts the network came to, or how many networks the host called.
    private FindingScope ScopeOf(in FlowIdentity flow, IpAddress outside, bool comes, out int reached)
    {
        int network = (int)_hosts.ScopeOf(SessionReference.NetworkOf(outside)), inside = (int)_hosts.ScopeOf(comes ? flow.Responder : flow.Originator);
        ulong direction = (ulong)'S' << 56 | (comes ? 0UL : 1UL) << 48;
        int told = _told.FindOrAdd(new(comes ? 2u : 1u, (ulong)(uint)inside << 32 | (uint)network), out bool added);
        var counts = comes ? _reachedBy : _networksOf;
        int who = comes ? network : inside;
        counts.TryGetValue(who, out reached);
        if (told >= 0 && added) counts[who] = ++reached;

        // Who comes is one cause, whomever he visits; who calls out is another for each network that he calls.
        return comes ? new(direction, (uint)network) : new(direction, (ulong)(uint)inside << 32 | (reached > ManyNetworks ? 0 : (uint)network));
    }

    private static string Clock(long timestampNs)
    {
        string text = EventTime.ToText(timestampNs);
        var day = DateTime.UnixEpoch.AddTicks(timestampNs / 100).DayOfWeek;
        return $"{day} {text[11..16]}";
    }
}
