using CraneAnomaly.Features;

namespace CraneAnomaly.Detectors;

/// <summary>
/// Judges a stream of observations, one at a time. The pipeline owns the order: score, then (while learning) learn,
/// then advance. What was learned is the reference; it changes in <see cref="Learn"/> and nowhere else, so that what
/// an attacker shows later cannot widen it. Deterministic: the same calls give the same scores.
/// </summary>
public interface IStreamingDetector
{
    /// <summary>Whether enough was learned to judge this observation. Where it is not, there is no score.</summary>
    bool IsReady(in Observation observation);

    /// <summary>
    /// How unusual the observation is against the reference: finite, at least 0, higher is more unusual. Changes
    /// nothing. Not called for an observation for which <see cref="IsReady"/> is false.
    /// </summary>
    double Score(in Observation observation);

    /// <summary>Widens the reference by the observation.</summary>
    void Learn(in Observation observation);

    /// <summary>Moves the short-term context (the last events, the last time) past the observation.</summary>
    void Advance(in Observation observation);

    /// <summary>Writes reference and context; reading them back continues identically.</summary>
    void Save(StateWriter writer);
}
