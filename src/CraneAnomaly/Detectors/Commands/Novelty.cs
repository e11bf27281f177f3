using CraneAnomaly.Detectors.FirstSeen;
using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>In which respect a command is new; the stronger ones first.</summary>
internal enum NoveltyAspect
{
    /// <summary>The client never gave a command to anybody.</summary>
    Client,

    /// <summary>The client never gave a command to this server.</summary>
    Source,

    /// <summary>The client never used this function on this server.</summary>
    Function,

    /// <summary>The addresses lie outside of all that was accessed in this table.</summary>
    Range,

    /// <summary>The addresses are known, but not by this function of this client.</summary>
    Object,

    /// <summary>The class of the written value is new.</summary>
    Value,
}

/// <summary>What is new about a command, and how rarely such a thing happens.</summary>
/// <param name="Aspect">The strongest respect in which it is new.</param>
/// <param name="Score">-log10 of the p-value.</param>
/// <param name="PValue">Estimated share of events that bring something new of this aspect (Good and Turing).</param>
/// <param name="Severity">0 to 100.</param>
/// <param name="FromController">The client is itself a controller that never gave a command.</param>
internal sealed record Novelty(NoveltyAspect Aspect, double Score, double PValue, int Severity, bool FromController)
{
    // Reading is reconnaissance, writing moves the crane. A known master that writes one more coil among those it
    // polls is daily work and stays below 40.
    private static readonly (int Read, int Write)[] Severities = [(60, 80), (45, 70), (30, 50), (25, 45), (15, 30), (0, 25)];

    /// <summary>The strongest respect in which a command is new, or null.</summary>
    public static Novelty? Of(CommandReference reference, in CommandEvent command, long timestampNs)
    {
        Novelty? strongest = null;
        for (var aspect = NoveltyAspect.Client; aspect <= NoveltyAspect.Value; aspect++)
        {
            if (aspect == NoveltyAspect.Value && !command.Writes) break;
            double score = ScoreOf(reference, command, timestampNs, aspect);
            if (score <= 0) continue;
            var (read, write) = Severities[(int)aspect];
            int severity = command.Writes ? write : read;
            bool fromController = aspect == NoveltyAspect.Client
                && reference.Assets.RolesOf(command.Client) == AssetRoles.Serves;
            if (fromController) severity += 5;
            if (strongest is null || severity > strongest.Severity)
                strongest = new(aspect, score, Math.Pow(10, -score), severity, fromController);
        }

        return strongest;
    }

    /// <summary>Adds a command to what is known.</summary>
    public static void Learn(CommandReference reference, in CommandEvent command, long timestampNs)
    {
        reference.Clients.Learn(Observe(timestampNs, default, command.ClientKey));
        reference.Sources.Learn(Observe(timestampNs, ServerOf(command), command.ClientKey));
        reference.Functions.Learn(Observe(timestampNs, command.Pair, command.FunctionKey));
        reference.Objects.Learn(Observe(timestampNs, command.Stream, command.ObjectKey));
        reference.Values.Learn(Observe(timestampNs, command.Stream, command.ValueKey));
    }

    /// <summary>Where what is known of the streams of a command is counted.</summary>
    public static NoveltyStreams StreamsOf(CommandReference reference, in CommandEvent command) => new(
        reference.Clients.StreamNumber(default), reference.Sources.StreamNumber(ServerOf(command)),
        reference.Functions.StreamNumber(command.Pair), reference.Objects.StreamNumber(command.Stream),
        reference.Values.StreamNumber(command.Stream));

    /// <summary>Adds a command that was learned more than once in every respect: only the events are counted.</summary>
    public static void LearnAgain(CommandReference reference, in NoveltyStreams streams)
    {
        reference.Clients.LearnAgain(streams.Clients);
        reference.Sources.LearnAgain(streams.Sources);
        reference.Functions.LearnAgain(streams.Functions);
        reference.Objects.LearnAgain(streams.Objects);
        reference.Values.LearnAgain(streams.Values);
    }

    private static double ScoreOf(CommandReference reference, in CommandEvent command, long timestampNs, NoveltyAspect aspect)
    {
        switch (aspect)
        {
            case NoveltyAspect.Client: return Rarity(reference.Clients, Observe(timestampNs, default, command.ClientKey));
            case NoveltyAspect.Source:
                return Rarity(reference.Sources, Observe(timestampNs, ServerOf(command), command.ClientKey));
            case NoveltyAspect.Function:
                return Rarity(reference.Functions, Observe(timestampNs, command.Pair, command.FunctionKey));
            case NoveltyAspect.Object:
                return Rarity(reference.Objects, Observe(timestampNs, command.Stream, command.ObjectKey));
            case NoveltyAspect.Value:
                return Rarity(reference.Values, Observe(timestampNs, command.Stream, command.ValueKey));
            default:
                // New addresses are new objects: they are as rare as those, and worse when nobody uses them.
                bool known = command.Address < 0
                    || reference.RangesOf(command.ServerTable) is { } ranges && ranges.Contains(command.Address, command.Quantity);
                return known ? 0 : Rarity(reference.Objects, Observe(timestampNs, command.Stream, command.ObjectKey));
        }
    }

    private static double Rarity(FirstSeenDetector detector, in Observation observation) =>
        detector.IsReady(observation) ? detector.Score(observation) : 0;

    private static ExactKey ServerOf(in CommandEvent command) => new((ulong)command.Protocol, (uint)command.Server);

    private static Observation Observe(long timestampNs, ExactKey stream, ExactKey key) =>
        new() { TimestampNs = timestampNs, Stream = stream, Key = key };
}
