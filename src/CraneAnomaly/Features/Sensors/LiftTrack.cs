namespace CraneAnomaly.Features.Sensors;

/// <summary>
/// Weighs each load a second time, by the torque that the hoist needs at steady speed, and compares lift by lift.
/// </summary>
internal sealed class LiftTrack
{
    private const double LeastSpeed = 0.3, MostAcceleration = 0.06, LeastLoad = 8;
    private const int LeastSamples = 3;

    private double _load, _byTorque;
    private int _samples;

    /// <summary>Whether the last row ended a lift that was weighed twice; by load cell, and by torque, t.</summary>
    public bool Ended { get; private set; }

    /// <inheritdoc cref="Ended"/>
    public double Load { get; private set; }

    /// <inheritdoc cref="Ended"/>
    public double ByTorque { get; private set; }

    /// <summary>Load cell over torque of the last lift, of the last three, and of the last twenty.</summary>
    public double Ratio { get; private set; } = 1;

    /// <inheritdoc cref="Ratio"/>
    public double Fast { get; private set; } = 1;

    /// <inheritdoc cref="Ratio"/>
    public double Slow { get; private set; } = 1;

    /// <summary><see cref="Fast"/> before the last lift.</summary>
    public double Before { get; private set; } = 1;

    /// <summary>Takes a row in which load, torque and the hoist's speed are told; NaN for what is not.</summary>
    public void Push(
        double load, double torque, double speed, double acceleration, bool hangs, bool isLocked, LineFit[] usual, LineFit[] own)
    {
        Ended = false;
        if (!hangs || !isLocked)
        {
            End();
            if (!hangs) return;
        }

        if (!(Math.Abs(speed) > LeastSpeed) || !(Math.Abs(acceleration) < MostAcceleration) || double.IsNaN(load + torque)) return;
        int way = speed > 0 ? 1 : 0;
        bool known = usual[way].IsReady;
        double byTorque = known ? usual[way].At(torque) : double.NaN;

        // Only what agrees is learned once there is something to agree with.
        if (own[way].Count < 5000 && (!known || Math.Abs(load - byTorque) < 1.5 + (0.1 * Math.Abs(load)))) own[way].Add(load, torque);
        if (!known || !isLocked || byTorque < LeastLoad) return;
        (_load, _byTorque, _samples) = (_load + load, _byTorque + byTorque, _samples + 1);
    }

    private void End()
    {
        if (_samples >= LeastSamples)
        {
            (Load, ByTorque, Ended) = (_load / _samples, _byTorque / _samples, true);
            Ratio = Load / ByTorque;
            Before = Fast;
            Fast += (Ratio - Fast) / 3;
            Slow += (Ratio - Slow) / 20;
        }

        (_load, _byTorque, _samples) = (0, 0, 0);
    }
}
