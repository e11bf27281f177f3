namespace CraneAnomaly.Fuzz.Engine;

/// <summary>What became of one target.</summary>
internal sealed record TargetResult(
    string Target, long Executions, double Seconds, int PoolSize, int Edges, long SlowestNs, int Restarts,
    IReadOnlyList<string> Findings)
{
    /// <summary>One line for people and for logs.</summary>
    public override string ToString() =>
        $"{Target,-16} {Executions,10} executions {Executions / Math.Max(Seconds, 0.001),9:F0}/s  pool {PoolSize,5}"
            + $"  edges {Edges,5}  slowest {SlowestNs / 1e6,7:F2} ms  restarts {Restarts,2}  findings {Findings.Count}";
}
