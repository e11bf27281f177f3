using CraneAnomaly.Detectors.Policy;
using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>
/// What findings about commands are worth: name, scope, severity and confidence, in one place. A statistic alone stays
/// below 40; rules and things never seen may go to the top.
/// </summary>
internal static class CommandFindings
{
    public static FindingSketch FirstSeen(in CommandEvent command, Novelty novelty) => new(
        NameOf(command, "command.first-seen"), "first-seen", ScopeOf(command), novelty.Severity, ConfidenceOf(novelty.Score), novelty.Score);

    /// <summary>Somebody who wrote while learning: worse where another one is the controller's usual writer.</summary>
    public static FindingSketch UnsignedWriter(in CommandEvent command, bool isSecond) =>
        new("command.first-seen", "unsigned-writer", WriterScope(command.ClientScope), isSecond ? 45 : 20, 95, 0);

    /// <summary>A command that the list of writers does not allow; worse from somebody whom it allows nothing.</summary>
    public static FindingSketch Unlisted(in CommandEvent command, bool isListed) => new(
        NameOf(command, "command.first-seen"), "writer-list", ScopeOf(command), isListed ? 60 : 75, 95, 0);

    /// <summary>What the site's lists allow is for the log.</summary>
    public static FindingSketch Approved(in FindingSketch sketch) => sketch with { Severity = Math.Min(sketch.Severity, 20) };

    /// <summary>A critical command; known ones were sent during learning, which makes them likelier, not allowed.</summary>
    public static FindingSketch Critical(in CommandEvent command, CriticalCommand rule, bool known) => new(
        rule.Alert, "critical-command", ScopeOf(command), known ? Math.Max(20, rule.Severity - 20) : rule.Severity, 95, 0);

    public static FindingSketch Sequence(in CommandEvent command, double p) =>
        new(NameOf(command, "command.sequence"), "sequence", ScopeOf(command), command.Writes ? 38 : 25, 60, -Math.Log10(p));

    public static FindingSketch Timing(in CommandEvent command, double score) =>
        new("command.timing", "timing", ActorScope(command.ClientScope), 25, 60, score);

    public static FindingSketch Window(in CommandEvent command, WindowOutcome outcome) =>
        new("command.profile", "command-window", ActorScope(command.ClientScope), 35, 60, -Math.Log10(outcome.PValue));

    public static FindingSketch Value(in CommandEvent command, double score) =>
        new("command.value", "value-envelope", WriterScope(command.ClientScope), 45, 70, score);

    public static FindingSketch Scan(in CommandEvent command, double score) =>
        new("command.scan", "scan", ActorScope(command.ClientScope), 85, 90, score);

    public static FindingSketch ExceptionBurst(int client, double score) =>
        new("command.exception-burst", "exception-burst", ActorScope((uint)client), 45, 80, score);

    public static FindingSketch Conversation(in ConversationEvent talk, ConversationNovelty novelty) => new(
        "session.new-endpoint", "first-seen-conversation",
        new(2UL << 56 | (ulong)talk.Transport << 16 | talk.Port, (ulong)(uint)talk.Client << 32 | (uint)talk.Server),
        novelty.Severity, ConfidenceOf(novelty.Score), novelty.Score);

    public static FindingSketch ProtocolViolation(int sender) =>
        new("protocol.violation", "protocol", ActorScope((uint)sender), 30, 70, 0);

    public static FindingSketch Loss(ushort input) => new("blind-spot.loss", "loss", new(3UL << 56, input), 20, 90, 0);

    public static FindingSketch Silence(in ExactKey stream, double score) =>
        new("blind-spot.silent", "silence", new(stream.High, stream.Low), 35, 80, score);

    public static FindingSketch LeftOut(in ExactKey stream, double longer) =>
        new("blind-spot.silent", "left-out", new(stream.High, stream.Low), 60, 85, longer);

    private static FindingScope ActorScope(uint asset) => new(1UL << 56, asset);

    // What is new about a critical command belongs to its alert: two kinds of evidence for one thing.
    private static FindingScope ScopeOf(in CommandEvent command) => command.Critical
        ? new(5UL << 56 | (ulong)command.Function << 32 | (ushort)command.Subfunction, (ulong)command.ClientScope << 32 | (uint)command.Server)
        : command.Writes ? WriterScope(command.ClientScope) : ActorScope(command.ClientScope);

    // A critical command names its alert, however weak it is by itself: what is new about it only makes it worse.
    private static string NameOf(in CommandEvent command, string name) => command.Critical
        && CriticalCommands.Find(command.Protocol, command.Function, command.Subfunction) is { } rule ? rule.Alert : name;

    // A write must not disappear behind the scan it followed, nor a critical command behind a write.
    private static FindingScope WriterScope(uint asset) => new(4UL << 56, asset);

    // Good and Turing's estimate says how often such a thing happens by itself: once in ten is no surprise at all.
    private static int ConfidenceOf(double score) => (int)Math.Clamp(60 + 10 * score, 50, 99);
}
