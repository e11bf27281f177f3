using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// Where a scenario reaches into a crane. Everything at rest here is a crane that nobody touches; arrays are by axis.
/// </summary>
internal sealed class CraneOverrides
{
    /// <summary>The speed that the controller makes of full stick, as a share of what it should.</summary>
    public double[] ReferenceScale { get; } = [1, 1, 1, 1];

    /// <summary>Cuts the demand that the controller accepts.</summary>
    public double[] DemandClamp { get; } = [1, 1, 1, 1];

    /// <summary>Added to a demand that is not zero.</summary>
    public double[] DemandBias { get; } = [0, 0, 0, 0];

    /// <summary>The speed the drive gives, as a share of its reference.</summary>
    public double[] DriveScale { get; } = [1, 1, 1, 1];

    /// <summary>Steepness of the controller's ramp, as a share.</summary>
    public double[] RampScale { get; } = [1, 1, 1, 1];

    /// <summary>The controller waits so long before it follows a demand from rest, s.</summary>
    public double[] DeadTime { get; } = [0, 0, 0, 0];

    /// <summary>An open derating, shown in the axis' speed limit.</summary>
    public double[] Derating { get; } = [1, 1, 1, 1];

    /// <summary>Commands the axis past the operator, share of its top speed; NaN for nobody does.</summary>
    public double[] Forced { get; } = [double.NaN, double.NaN, double.NaN, double.NaN];

    /// <summary>The brake of the axis reports closed whatever it does.</summary>
    public bool[] BrakeHidden { get; } = new bool[4];

    /// <summary>The controller's interlocks and limits are out of force.</summary>
    public bool InterlocksOff { get; set; }

    /// <summary>Seconds that the controller waits between locked and the first lift.</summary>
    public double LockWait { get; set; }

    /// <summary>Factor on all the time that the operator takes.</summary>
    public double Pace { get; set; } = 1;

    /// <summary>The operator does not begin another lift.</summary>
    public bool HoldWork { get; set; }

    /// <summary>Somebody else drives: the operator's hands are off the sticks.</summary>
    public bool HandsOff { get; set; }

    public bool EmergencyStop { get; set; }

    public bool ControlOff { get; set; }

    public bool GateOpen { get; set; }

    public bool PlcStopped { get; set; }

    public bool PowerLost { get; set; }

    public bool Bypass { get; set; }

    public bool StormPinDown { get; set; }

    public bool WatchdogDead { get; set; }

    /// <summary>The controller moves although something should stop it.</summary>
    public bool StopsIgnored { get; set; }

    /// <summary>The controller raises the alarm of a wind stop, and works on.</summary>
    public bool WindStopIgnored { get; set; }

    /// <summary>Conditions are not reported as alarms.</summary>
    public bool AlarmsMuted { get; set; }

    /// <summary>End of travel by axis, m (boom: degrees) beyond the rated one.</summary>
    public double[] EndShift { get; } = [0, 0, 0, 0];

    /// <summary>Added to the length of the slow-down zones by axis, m (boom: degrees).</summary>
    public double[] ZoneShift { get; } = [0, 0, 0, 0];

    /// <summary>The overload cut-out is disabled, and reported so.</summary>
    public bool ForceLimiterOff { get; set; }

    /// <summary>End limits and slow-down zones are disabled, and reported so.</summary>
    public bool MotionLimiterOff { get; set; }

    /// <summary>A trip that the controller sees for a reason of its own.</summary>
    public CraneAlarm ForcedAlarm { get; set; }

    public string? Mode { get; set; }

    public string? Station { get; set; }

    public string? RadioId { get; set; }

    public string? Firmware { get; set; }

    public string? ParameterChecksum { get; set; }

    public string? OperatorId { get; set; }

    /// <summary>Added to the weight on the ropes as the load pins tell it, as a factor.</summary>
    public double LoadScale { get; set; } = 1;

    /// <summary>What the anemometers say, m/s; NaN for the wind.</summary>
    public double[] Wind { get; } = [double.NaN, double.NaN];

    /// <summary>Added to what the anemometers say, m/s.</summary>
    public double[] WindOffset { get; } = [0, 0];

    /// <summary>What a source says of its signal, by place in the catalog.</summary>
    public SignalQuality[] Quality { get; } = new SignalQuality[SignalCatalog.Count];

    /// <summary>Nothing reaches the receiver.</summary>
    public bool Silent { get; set; }

    /// <summary>Added to the clock of the crane.</summary>
    public long ClockStepNs { get; set; }

    /// <summary>Nobody touches the crane any more. The clock stays where it was put: nobody sets it back.</summary>
    public void Reset()
    {
        for (int i = 0; i < 4; i++)
        {
            ReferenceScale[i] = DemandClamp[i] = DriveScale[i] = RampScale[i] = Derating[i] = 1;
            DemandBias[i] = DeadTime[i] = EndShift[i] = ZoneShift[i] = 0;
            Forced[i] = double.NaN;
            BrakeHidden[i] = false;
        }

        Array.Fill(Wind, double.NaN);
        Array.Clear(WindOffset);
        Array.Clear(Quality);
        (LockWait, Pace, LoadScale) = (0, 1, 1);
        (InterlocksOff, HoldWork, HandsOff, StopsIgnored) = (false, false, false, false);
        (EmergencyStop, ControlOff, GateOpen, PlcStopped, PowerLost) = (false, false, false, false, false);
        (Bypass, StormPinDown, WatchdogDead, WindStopIgnored) = (false, false, false, false);
        (ForceLimiterOff, MotionLimiterOff) = (false, false);
        (AlarmsMuted, Silent, ForcedAlarm) = (false, false, CraneAlarm.None);
        (Mode, Station, RadioId, Firmware, ParameterChecksum, OperatorId) = (null, null, null, null, null, null);
    }

    /// <summary>Sets a value by axis for those of a mask (bit 0 hoist, 1 trolley, 2 gantry, 3 boom).</summary>
    public static void Set(double[] values, int axes, double value)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if ((axes >> i & 1) != 0) values[i] = value;
        }
    }
}
