"""What the reader knows of English and of the field: spellings, abbreviations, small words.  Only tables."""

# Abbreviations and spellings of the field, made one term: what people type -> the words patterns use.
# Applied to answers and to patterns alike, longest first, before stemming.
TERMS: dict[str, str] = {
    "recurrent neural networks": "rnn",
    "recurrent neural network": "rnn",
    "recurrent neural nets": "rnn",
    "recurrent neural net": "rnn",
    "recurrent networks": "rnn",
    "recurrent network": "rnn",
    "recurrent nets": "rnn",
    "recurrent net": "rnn",
    "rnns": "rnn",
    "long short term memory": "lstm",
    "long short term": "lstm",
    "lstms": "lstm",
    "gated recurrent units": "gru",
    "gated recurrent unit": "gru",
    "grus": "gru",
    "back propagation through time": "bptt",
    "backpropagation through time": "bptt",
    "backprop through time": "bptt",
    "back prop through time": "bptt",
    "back propagation": "backprop",
    "backpropagation": "backprop",
    "back propagate": "backprop",
    "back propagated": "backprop",
    "back propagating": "backprop",
    "backpropagate": "backprop",
    "backpropagates": "backprop",
    "backpropagated": "backprop",
    "backpropagating": "backprop",
    "back prop": "backprop",
    "backpropped": "backprop",
    "feed forward": "feedforward",
    "feedforwards": "feedforward",
    "ffn": "feedforward",
    "ffnn": "feedforward",
    "fnn": "feedforward",
    "multilayer perceptron": "mlp",
    "multi layer perceptron": "mlp",
    "convolutional neural network": "cnn",
    "convolutional network": "cnn",
    "convolutional net": "cnn",
    "convnet": "cnn",
    "cnns": "cnn",
    "mlps": "mlp",
    "neural networks": "network",
    "neural network": "network",
    "neural nets": "network",
    "neural net": "network",
    "nn": "network",
    "net": "network",
    "nets": "network",
    "stochastic gradient descent": "sgd",
    "natural language processing": "nlp",
    "natural language": "nlp",
    "language model": "lm",
    "language models": "lm",
    "language modelling": "lm",
    "language modeling": "lm",
    "lms": "lm",
    "learning rates": "lr",
    "learning rate": "lr",
    "step size": "lr",
    "sequence to sequence": "seq2seq",
    "seq to seq": "seq2seq",
    "sequence 2 sequence": "seq2seq",
    "encoder decoder": "encoder decoder",
    "time steps": "step",
    "time step": "step",
    "timesteps": "step",
    "timestep": "step",
    "bi directional": "bidirectional",
    "bi rnn": "bidirectional rnn",
    "birnn": "bidirectional rnn",
    "bilstm": "bidirectional lstm",
    "bi lstm": "bidirectional lstm",
    "brnn": "bidirectional rnn",
    "uni directional": "unidirectional",
    "pre training": "pretraining",
    "pre train": "pretrain",
    "pre trained": "pretrained",
    "fine tuning": "finetuning",
    "fine tune": "finetune",
    "fine tuned": "finetuned",
    "fine tunes": "finetunes",
    "non linear": "nonlinear",
    "non linearity": "nonlinearity",
    "long term": "longterm",
    "long range": "longrange",
    "short term": "shortterm",
    "real time": "realtime",
    "time series": "timeseries",
    "up to date": "current",
    "over fit": "overfit",
    "over fits": "overfit",
    "over fitting": "overfit",
    "seq": "sequence",
    "seqs": "sequences",
    "param": "parameter",
    "params": "parameters",
    "vec": "vector",
    "info": "information",
    "prob": "probability",
    "probs": "probabilities",
    "activations": "activation",
    "whh": "w_hh",
    "wxh": "w_xh",
    "wih": "w_ih",
    "w/": "with",
    "w/o": "without",
    "cant": "cannot",
    "can not": "cannot",
    "dont": "not",
    "doesnt": "not",
    "isnt": "not",
    "arent": "not",
    "wont": "not",
    "didnt": "not",
    "couldnt": "cannot",
    "wasnt": "not",
    "shouldnt": "not",
    "hasnt": "not",
    "havent": "not",
    "dont need": "not need",
    "instead of": "insteadof",
    "in place of": "insteadof",
    "rather than": "insteadof",
    "as opposed to": "insteadof",
    "in contrast to": "unlike",
    "contrary to": "unlike",
    "free of": "without",
    "free from": "without",
    "not only": "notonly",
    "not just": "notonly",
    "not merely": "notonly",
    "not simply": "notonly",
    "not necessarily": "maybe",
    "nothing but": "only",
    "no matter": "whatever",
    "no longer": "not",
    "any more": "anymore",
    "at the same time": "simultaneously",
    "in parallel": "parallel",
    "one way": "oneway",
    "both ways": "bothways",
    "two way": "twoway",
    "all at once": "simultaneously",
    "as well as": "and",
    "such as": "like",
    "0": "zero",
    "1": "one",
    "2": "two",
    "3": "three",
    "4": "four",
    "5": "five",
    "twice": "two times",
    "1st": "first",
    "2nd": "second",
    "3rd": "third",
    "∂": "d",
    "≈": "~",
    "→": "->",
    "≤": "<",
    "≥": ">",
    "lambda": "λ",
    "sigma": "σ",
    "eta": "η",
}

# Small words: they never have to be there, and they don't count as distance.
STOP = frozenset(
    """a an the is are was were be been being am of it its it's this that these those which who whom
    whose what as so very just also and do does did has have had having can could will would may might
    shall should must to in on at for from by with into onto over through via per within about around
    during i you we they he she them their there here our your his her my me us then thus hence
    therefore when where how why if or too such some basically actually really simply quite rather
    much lot lots kind etc e.g i.e eg ie get gets got let lets make makes made thing things way ways
    off well like""".split()
)

# Words that deny what follows.
NEGATORS = frozenset(
    """not no never without cannot neither nor none lack lacks lacking unable fail fails failed failing
    hardly nothing insteadof unlike""".split()
)
# `no` and its like deny a noun, not a whole clause: "no cell state and two gates".
NOUN_NEGATORS = frozenset("no without lack lacks lacking none unlike insteadof neither nor".split())

# What notes use instead of verbs: "lstm: 3 gates, no loss", "h = z*h", "less parameters".
RELATING = NEGATORS | frozenset("= -> < > + less fewer more same only instead".split())

# Adjectives that take a denial upon themselves: "the not important part".
QUALITIES = frozenset("important relevant needed necessary useful interesting required".split())

# A new clause: the reach of a denial ends here.
CLAUSE = frozenset(
    """but while whereas although though however because since whilst yet except so which thus hence
    therefore instead otherwise""".split()
)

# Pronouns, auxiliaries and plain verbs: what a statement has and a list of terms lacks.
VERBS = frozenset(
    """is are was were be been has have had do does did can could will would may might must should get
    gets it they you we i that which who this there these use uses used using keep keeps kept give
    gives given make makes made take takes taken go goes let lets need needs needed learn learns read
    reads run runs pass passes feed feeds carry carries help helps multiply multiplies add adds
    compute computes predict predicts forget forgets remember remembers process processes depend
    depends become becomes change changes update updates work works train trains compress compresses
    generate generates encode encodes decode decodes maintain maintains pick picks select selects
    choose chooses expand expands extend extends explore explores score scores serve serves export
    exports monitor monitors freeze freezes adapt adapts start starts continue continues apply applies
    hold holds passed tied shared updated computed reused fed carried stored learned trained
    multiplied added control controls decide decides combine combines share shares store stores flow
    flows produce produces handle handles allow allows mean means say says see sees look looks try
    tries find finds set sets grows fades shrinks vanishes explodes""".split()
)

# What turns a name into a mention aside: "than an LSTM", "of the GRU", "is an RNN".
PREPOSITIONS = frozenset(
    "than to with of in for from by over is are was like as into on at through via versus vs".split()
)

# Verbs of that table that are as often the nouns of a list: "forget, update, store, process".
ALSO_NOUNS = frozenset(
    """use need learn read run pass feed carry help add compute forget remember process change update
    work train control share store flow handle set find look try see keep score export monitor start
    pick select passed tied shared updated computed reused fed carried kept stored learned trained
    multiplied added""".split()
)

# "I don't know": an answer may still follow, but it is offered without belief.
UNSURE = (
    r"\bidk\b",
    r"\bdunno\b",
    r"(?:^|\bi have |\bi've (?:got )?|\bhonestly,? |\babsolutely )no (?:idea|clue)\b",
    r"\bnot (?:really |quite )?sure\b",
    r"\bi(?:'d| would)? (?:guess|suppose)\b",
    r"\bi (?:do not|don't|dont|cannot|can't|cant) (?:really |exactly )?(?:know|remember|recall)\b",
    r"^(?:don't|dont|do not) (?:really )?(?:know|remember)\b",
    r"\bi forgot\b",
    r"\bor something\b",
    r"\band stuff\b",
    r"\bsounds like\b",
    r"\bjust guessing(?: here)?[.!]?$",
)
# One of these stands in each of them: a search for words costs a tenth of one for patterns.
UNSURE_WORDS = (
    "idk", "dunno", "no idea", "no clue", "sure", "guess", "suppose", "t know", "t remember", "t recall",
    "y know", "y remember", "y recall", "i forgot", "or something", "and stuff", "sounds like",
)  # fmt: skip

# Whoever offers every answer has given none.
HEDGES = (
    "any of these",
    "any of those",
    "any of them",
    "all of the above",
    "all of these",
    "all of those",
    "one of these",
    "one of those",
    "one of them",
    "whichever",
    "or neither",
    "or none",
    "or both",
    "maybe not",
    "or without",
    "it depends on the case",
    "some say",
    "take your pick",
)

# A sentence that denies another one, or reports it without believing it.
DENIES_WHAT_FOLLOWS = (
    "it is not true that",
    "it's not true that",
    "it isn't true that",
    "it is false that",
    "it's false that",
    "it is wrong that",
    "it is wrong to say",
    "it's wrong to say",
    "it is incorrect that",
    "it is a myth that",
    "it's a myth that",
    "not true that",
    "not the case that",
    "misconception is that",
    "misconception that",
    "mistake to think",
    "wrong to think",
    "people wrongly",
    "people often wrongly",
    "some wrongly",
    "nobody claims",
)
DENIES_WHAT_PRECEDES = (
    "that is false",
    "that's false",
    "this is false",
    "that is wrong",
    "that's wrong",
    "this is wrong",
    "that is not true",
    "that's not true",
    "this is not true",
    "that isn't true",
    "none of this is true",
    "none of that is true",
    "all of this is wrong",
    "all of this is false",
    "the opposite is true",
    "the opposite holds",
    "is the opposite",
    "which is false",
    "which is wrong",
)
# One of these stands in every answer of which a part asks, denies another part, or reports what others think.
ASKS_OR_REPORTS = frozenset(
    """? true false wrong wrongly incorrect myth case misconception mistake claims opposite misunderstanding
    fallacy belief think thinks thought believe believes believed assume assumes assumed imagine imagines say
    says said claim claimed expect expects answer answers confuse confuses suppose supposed taught told tell
    ask asked hear hears heard read idea view statement opinion people""".split()
)

# Letters of other scripts that look like Latin ones (Unicode TR 39, the common part).
LOOK_ALIKES = str.maketrans(
    "асеорхуѕіјԁһӏпкмтвнАВЕКМНОРСТХІЈЅ" + "οαειυκνρτχ",
    "aceopxysijdhlnkmtbhABEKMHOPCTXIJS" + "oaeiuknptx",
)
GREEK_ALIKE = frozenset("οαειυκνρτχ")
