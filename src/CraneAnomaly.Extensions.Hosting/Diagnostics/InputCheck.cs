using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CraneAnomaly.Extensions.Hosting.Diagnostics;

/// <summary>Degraded when a stream, or the files that are followed, bring nothing.</summary>
internal sealed class InputCheck(PipelineState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state.Phase == PipelinePhase.Reading && state.Silent() is var silent && silent > state.Options.SilentAfter
            ? HealthCheckResult.Degraded($"nothing has come for {silent.TotalSeconds:F0} s")
            : HealthCheckResult.Healthy());
}
