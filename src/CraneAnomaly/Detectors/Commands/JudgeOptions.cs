using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>From which point on something unusual is a finding.</summary>
[NotState("Given with the options, and never changed.")]
public sealed record JudgeOptions
{
    /// <summary>The defaults.</summary>
    public static JudgeOptions Default { get; } = new();

    /// <summary>Calibrated p-value at or below which sequence, timing and window scores are findings.</summary>
    /// <value>1e-5.</value>
    /// <remarks>A statistic alone never pages: it stays below severity 40 unless something else agrees.</remarks>
    public double PValue { get; init; } = 1e-5;

    /// <summary>Estimated share of events that bring something new, at or below which a new thing is a finding.</summary>
    /// <value>0.02.</value>
    /// <remarks>Where every fiftieth command is new anyway, a new one says little.</remarks>
    public double NoveltyPValue { get; init; } = 0.02;

    /// <summary>The same for conversations, of which there are fewer.</summary><value>0.1.</value>
    /// <remarks>Where every tenth conversation is new anyway, a new one says little.</remarks>
    public double ConversationPValue { get; init; } = 0.1;

    /// <summary>Score of the scan detector from which on a source is scanning.</summary><value>5 (p about 1e-5).</value>
    public double ScanScore { get; init; } = 5;

    /// <summary>Score of the burst detector from which on exceptions are a burst.</summary><value>5 (p about 1e-5).</value>
    public double BurstScore { get; init; } = 5;

    /// <summary>Score of the interval detector from which on a stream that polls steadily is silent.</summary>
    /// <value>2: once in a hundred learning periods.</value>
    public double SilenceScore { get; init; } = 2;

    /// <summary>Distance from the learned range of a written value, in spreads.</summary><value>3.</value>
    public double EnvelopeScore { get; init; } = 3;
}
