using System.Runtime.InteropServices;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>
/// What the moves of one crane showed while learning, in their order: whole blocks, every second of them dropped
/// whenever there are too many, so that what belongs together stays together and the period is covered evenly.
/// </summary>
internal sealed class CleanMoves
{
    /// <summary>Features of moves in a block: some lifts.</summary>
    public const int Block = 64;

    private const int Blocks = 96;

    // What is trained on moves is judged on others.
    private const double Trained = 0.75;

    private readonly List<MotionObservation> _moves = [];
    private int _stride = 1;

    /// <summary>All that came.</summary>
    public int Seen { get; private set; }

    public ReadOnlySpan<MotionObservation> Span => CollectionsMarshal.AsSpan(_moves);

    /// <summary>The first of those at the end that no model is trained on: what trees err on them is what they err.</summary>
    public int FirstHeldOut => (int)(Trained * _moves.Count);

    public void Add(in MotionObservation observation)
    {
        if (Seen++ / Block % _stride != 0) return;
        if (_moves.Count == Blocks * Block)
        {
            for (int block = 1; block < Blocks / 2; block++)
            {
                for (int i = 0; i < Block; i++) _moves[(block * Block) + i] = _moves[(2 * block * Block) + i];
            }

            _moves.RemoveRange(Blocks / 2 * Block, Blocks / 2 * Block);
            _stride *= 2;
            if ((Seen - 1) / Block % _stride != 0) return;
        }

        _moves.Add(observation);
    }
}
