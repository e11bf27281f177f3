using System.Runtime.CompilerServices;
using CraneAnomaly.Detectors.Sequences;

namespace CraneAnomaly.Detectors.Markov;

/// <summary>What is known of an event after those before it, for each length of context: enough to score and to learn
/// it.</summary>
internal struct MarkovLook
{
    public int Stream;
    public int Code;

    /// <summary>Length of the longest context there is to look at.</summary>
    public int Deepest;

    /// <summary>Length of the longest context that was learned, -1 for none.</summary>
    public int Context;

    /// <summary>Length of the longest context out of which this event was learned, -1 for none.</summary>
    public int Transition;

    public PerOrder Contexts;
    public PerOrder Transitions;
    public RecentEvents Recent;

    [InlineArray(RecentEvents.Most + 1)]
    internal struct PerOrder
    {
        private int _first;
    }
}
