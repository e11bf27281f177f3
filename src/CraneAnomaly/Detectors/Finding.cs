using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors;

/// <summary>One reason for a finding: what was measured, what is normal, and its share of the score.</summary>
/// <param name="Feature">What was looked at, such as <c>client</c> or <c>address</c>.</param>
/// <param name="Value">What was seen, as text.</param>
/// <param name="Expected">What is normal, as text.</param>
/// <param name="Contribution">Share of the score, 0 to 1.</param>
public sealed record Explanation(string Feature, string Value, string Expected, double Contribution);

/// <summary>Another cause that was considered.</summary>
/// <param name="Cause">The cause, such as <c>permitted maintenance</c>.</param>
/// <param name="Verdict"><c>excluded</c>, <c>possible</c> or <c>not-observable</c>.</param>
/// <param name="Reason">Why.</param>
public sealed record RuledOut(string Cause, string Verdict, string Reason);

/// <summary>What was expected where something else was seen.</summary>
/// <param name="Low">Lower end, if the expectation is a range.</param>
/// <param name="High">Upper end, if the expectation is a range.</param>
/// <param name="Basis">What the expectation rests on.</param>
public sealed record Expectation(double? Low, double? High, string Basis);

/// <summary>A record kept as evidence: a copy, since what a sink was handed is gone when the call returns.</summary>
public sealed class RecordCopy
{
    private readonly OtRecord _record;
    private readonly FlowIdentity _flow;
    private readonly byte[] _head;
    private readonly byte[] _payload;

    /// <summary>Copies a record and its body.</summary>
    public RecordCopy(in OtRecord record, RecordBody body)
    {
        _record = record;
        _flow = body.Flow;
        _head = body.Head.ToArray();
        _payload = body.Payload.ToArray();
    }

    /// <summary>The fixed part.</summary>
    public ref readonly OtRecord Fixed => ref _record;

    /// <summary>Offset of its packet in the input, or -1 where there is none.</summary>
    public long FileOffset { get; init; } = -1;

    /// <summary>The body, valid as long as this copy.</summary>
    public RecordBody Body => new(in _flow, _head, _payload);

    /// <summary>Who sent it.</summary>
    public IpAddress Sender => _record.FromResponder ? _flow.Responder : _flow.Originator;
}

/// <summary>
/// What a detector has to say about one record: the part of an alert that does not depend on what came before.
/// Findings of one scope become one alert.
/// </summary>
public sealed class Finding
{
    /// <summary>Name, detector, scope, severity, confidence and score.</summary>
    public required FindingSketch Sketch { get; init; }

    /// <summary>Name of the alert.</summary>
    public string Name => Sketch.Name;

    /// <summary>The detector that found it.</summary>
    public string Detector => Sketch.Detector;

    /// <summary>How bad it would be, 0 to 100.</summary>
    public int Severity => Sketch.Severity;

    /// <summary>How sure it is, 0 to 100.</summary>
    public int Confidence => Sketch.Confidence;

    /// <summary>The detector's score.</summary>
    public double Score => Sketch.Score;

    /// <summary>One plain sentence with the numbers.</summary>
    public required string Title { get; init; }

    /// <summary>The thing concerned, such as <c>192.0.2.7:502/1</c>.</summary>
    public required string Asset { get; init; }

    /// <summary>The crane concerned, where it is known.</summary>
    public string? Crane { get; init; }

    /// <summary>Whether it concerns all cranes, though the record that shows it is of one.</summary>
    public bool IsOfAll { get; init; }

    /// <summary>The record that shows it.</summary>
    public required RecordCopy Evidence { get; init; }

    /// <summary>The score from which on it is a finding.</summary>
    public double Threshold { get; init; }

    /// <summary>Calibrated p-value, or 1 for a rule.</summary>
    public double PValue { get; init; } = 1;

    /// <summary>Whether it follows from a rule and not from a statistic.</summary>
    public bool IsRule { get; init; }

    /// <summary>The signal or object concerned, such as <c>coils/2</c>.</summary>
    public string? Signal { get; init; }

    /// <summary>Value before, where one is known.</summary>
    public string? Before { get; init; }

    /// <summary>Value that was written or seen.</summary>
    public string? After { get; init; }

    /// <summary>What was measured.</summary>
    public double? Observed { get; init; }

    /// <summary>What was expected.</summary>
    public Expectation? Expected { get; init; }

    /// <summary>Unit of the measurement.</summary>
    public string? Unit { get; init; }

    /// <summary>
    /// When what is found began, nanoseconds since 1970; null where it began with <see cref="Evidence"/>.
    /// </summary>
    public long? OnsetNs { get; init; }

    /// <summary>Lifts an hour that it costs, where that is known.</summary>
    public double? LossMovesPerHour { get; init; }

    /// <summary>Reasons, strongest first.</summary>
    public IReadOnlyList<Explanation> Explanations { get; init; } = [];

    /// <summary>Other causes that were considered.</summary>
    public IReadOnlyList<RuledOut> RuledOut { get; init; } = [];
}
