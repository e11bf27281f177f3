namespace CraneAnomaly.Tests.Detectors.Sensors;

/// <summary>A load cell against what the hoist's torque says of the same boxes.</summary>
public class LoadCellTests
{
    private readonly SensorRig _rig = new();
    private double _position;

    public LoadCellTests()
    {
        // Until nothing more is learned, so that a drift is not.
        for (int lift = 0; lift < 600; lift++) Lift(1);
        Assert.Empty(_rig.Alerts);
    }

    [Fact]
    public void FromOneLiftToTheNext_IsTampering()
    {
        for (int lift = 0; lift < 5; lift++) Lift(1.15);

        var alert = Assert.Single(_rig.Alerts, alert => alert.Type.Name == "sensor.spoofed");
        Assert.Contains("weighs", alert.Title, StringComparison.Ordinal);
        Assert.Equal("spreader.load", alert.Finding.Signal);
    }

    // Three in a row beyond 8 % come by noise while it has drifted by less, and the slow mean has not followed yet.
    [Fact]
    public void GrownOverLifts_IsAFault_HoweverManyInARowAreBeyond()
    {
        double[] noise = [0.02, -0.02, 0.01, -0.01, 0];
        for (int lift = 0; lift < 60; lift++) Lift(1 + Math.Min(0.12, 0.006 * lift) + noise[lift % noise.Length]);

        Assert.DoesNotContain(_rig.Alerts, alert => alert.Type.Name == "sensor.spoofed");
        Assert.Contains(_rig.Alerts, alert => alert.Type.Name == "sensor.fault" && alert.Title.Contains("drifted", StringComparison.Ordinal));
    }

    // A box of another weight each time, up at steady speed, and the empty spreader down again.
    private void Lift(double share)
    {
        double weight = 15 + (7 * ((int)_rig.Time / 7 % 4));
        for (int second = 0; second < 12; second++) Row(0.8, weight, share, locked: true, landed: second == 0);
        for (int second = 0; second < 12; second++) Row(-0.8, 0, 1, locked: false, landed: second == 11);
    }

    private void Row(double speed, double weight, double share, bool locked, bool landed)
    {
        _position += speed;
        _rig.Row(
            ("hoist.position", _position), ("hoist.speed", speed), ("hoist.torque", 20 + weight + (speed > 0 ? 5 : 0)), ("spreader.load", weight * share),
            ("spreader.locked", locked), ("spreader.landed", landed));
    }
}
