namespace CraneAnomaly.Simulator.Quay;

/// <summary>Trucks under the crane: mostly there in time, sometimes minutes late.</summary>
internal sealed class TruckLane(RandomStream random)
{
    private double _readyAt;

    /// <summary>Whether the next truck stands under the crane.</summary>
    public bool IsReady(double time) => time >= _readyAt;

    /// <summary>The truck has what it came for and leaves: when does the next one come?</summary>
    public void Leave(double time) => _readyAt = time + 35 + Math.Min(420, random.Exponential(42));
}
