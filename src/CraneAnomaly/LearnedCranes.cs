using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Detectors.Sensors;

namespace CraneAnomaly;

/// <summary>What a baseline knows of the cranes; nothing without one.</summary>
internal readonly record struct LearnedCranes(MotionReference? Motion, SensorReference? Sensors)
{
    /// <summary>Reads what <see cref="CraneLearner.Save"/> wrote.</summary>
    public static LearnedCranes Load(ref StateReader reader, Baseline baseline, int mostCranes)
    {
        var motion = MotionReference.Load(ref reader, mostCranes);
        motion.Physics = new(name => baseline.Model(name)?.Kernel ?? default);
        motion.Profiles.Use(baseline.Model);
        return new(motion, SensorReference.Load(ref reader));
    }
}
