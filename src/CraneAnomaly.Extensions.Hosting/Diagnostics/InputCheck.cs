using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CraneAnomaly.Extensions.Hosting.Diagnostics;

/// <summary>Degraded when a stream brings nothing.</summary>
internal sealed class InputCheck(PipelineState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state is { Phase: PipelinePhase.Reading, IsStream: true, Waits: true } && state.SinceRead is var since && since > state.Options.SilentAfter
            ? HealthCheckResult.Degraded($"the stream has been silent for {since.TotalSeconds:F0} s")
            : HealthCheckResult.Healthy());
}
